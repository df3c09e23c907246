using System.Net;
using MiniTwit.Tests.Data;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Moderation;

/// <summary>The one way to become an administrator, as the operator goes it.</summary>
[Collection(Duress.Name)]
public sealed class AdministratorCommandTests(OwnDatabase own)
{
    private const string Queue = "/api/v1/moderation/reports";

    [Fact]
    public async Task The_command_line_makes_an_administrator_and_takes_it_back()
    {
        var member = await own.JoinAsync();
        Assert.Equal(HttpStatusCode.Forbidden, (await own.Api.GetAsync(Queue, member.Bearer)).Status);

        Assert.Equal(0, await RunAsync("grant", member.Name));
        Assert.Equal(0, await RunAsync("grant", member.Name.ToUpperInvariant()));
        Assert.Equal(HttpStatusCode.OK, (await own.Api.GetAsync(Queue, member.Bearer)).Status);
        Assert.Equal(0, await RunAsync("list"));

        Assert.Equal(0, await RunAsync("withdraw", member.Name));
        Assert.Equal(HttpStatusCode.Forbidden, (await own.Api.GetAsync(Queue, member.Bearer)).Status);
        Assert.Equal(
            ["grant", "withdraw"],
            await own.Direct.TextsAsync(
                "SELECT act::text FROM moderation_acts WHERE user_name = $1 AND administrator IS NULL ORDER BY id",
                member.Name
            )
        );
    }

    [Fact]
    public async Task What_it_cannot_do_it_says()
    {
        var member = await own.JoinAsync();
        await own.Direct.ChangeAsync("UPDATE users SET suspended_at = now() WHERE name = $1", member.Name);

        Assert.Equal(1, await RunAsync("grant", member.Name));
        Assert.Equal(1, await RunAsync("grant", "nobody of this name"));
        Assert.Equal(2, await RunAsync("grant"));
        Assert.Equal(2, await RunAsync("promote", member.Name));

        Assert.Equal(0, await own.Direct.ValueAsync<long>("SELECT count(*) FROM users WHERE name = $1 AND is_administrator", member.Name));
    }

    private async Task<int> RunAsync(params string[] arguments)
    {
        await using var command = AppProcess.Start<Projects.MiniTwit_ApiService>(own.Settings, ["administrator", .. arguments]);
        return await command.WaitForExitAsync();
    }
}
