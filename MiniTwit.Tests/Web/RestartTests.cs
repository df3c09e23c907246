using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

[Collection(WebOutages.Name)]
public sealed class RestartTests(StackFixture stack) : WebTest(stack)
{
    [Theory]
    [InlineData(ResourceNames.Web)]
    [InlineData(ResourceNames.Api)]
    public async Task Who_is_signed_in_stays_signed_in_when_an_app_restarts(string resource)
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        await ShareAsync(visitor, "before");

        await using (await Outage.OfAsync(Stack, resource)) { }

        Assert.Equal("My Timeline | MiniTwit", (await visitor.GetAsync("/")).Title);
        Assert.Equal(["Your message was recorded"], (await ShareAsync(visitor, "after")).Flashes);
        Assert.Equal(["before", "after"], await Stored.MessagesOfAsync(name));
    }
}
