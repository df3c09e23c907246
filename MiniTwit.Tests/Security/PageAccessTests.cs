using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Security;

/// <summary>Every route of the pages × who asks.</summary>
public sealed class PageAccessTests(StackFixture stack, SharedPagesWorld shared) : IClassFixture<SharedPagesWorld>
{
    // Alice comes last: some of what she may do ends her account.
    private static readonly string[] Askers = ["nobody", "Bob", "an administrator", "Alice"];

    public static TheoryData<string> Rows => [.. PageRoute.All.Select(row => row.Route)];

    [Fact]
    public async Task Every_route_of_the_app_has_a_row()
    {
        var routes = await Routes.OfAsync<Projects.MiniTwit_Web>(await PagesBefore.SettingsAsync(stack, $"{stack.Api}"));

        Assert.Equal(routes.Order(StringComparer.Ordinal), PageRoute.All.Select(row => row.Route).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task Each_may_do_what_is_theirs_and_no_more(string route)
    {
        var row = PageRoute.All.Single(row => row.Route == route);
        // Reading changes nothing.
        var world = route.StartsWith("GET", StringComparison.Ordinal) ? shared.World : await PagesWorld.CreateAsync(stack);
        using var http = StackFixture.CreateClient(stack.Web);
        foreach (var who in Askers)
        {
            var (before, alices) = (await Stack.Rows.CountAsync(stack.Database), await world.WhatIsAlicesAsync());
            using var request = row.Request(world);
            request.Headers.Add("Cookie", world.Cookies[who] ?? "a=b");

            // Some answers never end.
            using var answer = await http.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                TestContext.Current.CancellationToken
            );

            Assert.Equal((who, row.Expected(who)), (who, (int)answer.StatusCode));
            if ((int)answer.StatusCode >= 400)
            {
                Assert.Equal((who, before), (who, await Stack.Rows.CountAsync(stack.Database)));
            }

            if (who != "Alice")
            {
                Assert.Equal((who, alices), (who, await world.WhatIsAlicesAsync()));
            }
        }
    }
}

/// <summary>One world for all who only look at it.</summary>
public sealed class SharedPagesWorld(StackFixture stack) : IAsyncLifetime
{
    internal PagesWorld World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await PagesWorld.CreateAsync(stack);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
