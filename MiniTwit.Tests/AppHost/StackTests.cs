using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.AppHost;

public sealed class StackTests(StackFixture stack)
{
    [Fact]
    public async Task Pages_and_api_answer()
    {
        using var web = StackFixture.CreateClient(stack.Web);
        using var api = StackFixture.CreateClient(stack.Api);

        var page = await web.GetAsync(new Uri("/public", UriKind.Relative), TestContext.Current.CancellationToken);
        var latest = await api.GetAsync(new Uri("/latest", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(System.Net.HttpStatusCode.OK, latest.StatusCode);
    }
}
