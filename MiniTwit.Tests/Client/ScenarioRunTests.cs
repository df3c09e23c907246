using System.Text.Json;
using MiniTwit.Simulator.Scenario;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Client;

/// <summary>The client against the real thing: what was accepted is what the tables hold.</summary>
public sealed class ScenarioRunTests(StackFixture stack)
{
    [Theory]
    [InlineData(1, 20261)]
    [InlineData(16, 20262)]
    public async Task A_scenario_runs_without_error_and_the_tables_hold_what_was_accepted(int connections, int seed)
    {
        var ledger = Path.Combine(stack.DataDirectory, FormattableString.Invariant($"ledger-{seed}.jsonl"));

        var run = await ClientRun.StartAsync(
            "run",
            "--users",
            "25",
            "--commands",
            "600",
            "--seed",
            $"{seed}",
            "--speed",
            "max",
            "--connections",
            $"{connections}",
            "--max-latency",
            "0",
            "--verify",
            "--url",
            stack.Api.ToString(),
            "--ledger",
            ledger,
            "--json",
            "-"
        );

        Assert.Equal((0, ""), (run.ExitCode, string.Join(", ", run.ErrorKinds)));
        Assert.Equal((600, 600), (run.Total.GetProperty("sent").GetInt32(), run.Total.GetProperty("ok").GetInt32()));
        Assert.Equal(0, run.Total.GetProperty("alreadyRegistered").GetInt32());
        Assert.Equal([], run.Report.GetProperty("verification").GetProperty("mismatches").EnumerateArray());
        Assert.InRange(run.Report.GetProperty("verification").GetProperty("checks").GetInt32(), 25, 1_000);
        await AssertTablesHoldAsync([.. File.ReadLines(ledger).Select(line => JsonElement.Parse(line))]);
    }

    private async Task AssertTablesHoldAsync(List<JsonElement> accepted)
    {
        Assert.Equal(600, accepted.Count);
        var follows = new HashSet<string>();
        foreach (var entry in accepted)
        {
            if (Is(entry, CommandKind.Follow))
            {
                follows.Add($"{Field(entry, "user")} → {Field(entry, "other")}");
            }
            else if (Is(entry, CommandKind.Unfollow))
            {
                follows.Remove($"{Field(entry, "user")} → {Field(entry, "other")}");
            }
        }

        Assert.NotEmpty(follows);
        Assert.All(accepted.GroupBy(entry => Field(entry, "user")), user => Assert.True(Is(user.First(), CommandKind.Register)));
        foreach (var user in accepted.GroupBy(entry => Field(entry, "user")))
        {
            Assert.Equal(
                user.Where(entry => Is(entry, CommandKind.Tweet)).Select(entry => Field(entry, "text")),
                await stack.Database.TextsAsync(
                    "SELECT text FROM messages m JOIN users u ON u.id = m.author_id WHERE u.name = $1 ORDER BY m.id",
                    user.Key
                )
            );
            Assert.Equal(
                follows.Where(follow => follow.StartsWith($"{user.Key} → ", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
                (
                    await stack.Database.TextsAsync(
                        "SELECT a.name || ' → ' || b.name FROM follows f JOIN users a ON a.id = f.follower_id JOIN users b ON b.id = f.followee_id WHERE a.name = $1",
                        user.Key
                    )
                ).Order(StringComparer.Ordinal)
            );
        }
    }

    private static string Field(JsonElement entry, string name) => entry.GetProperty(name).GetString()!;

    private static bool Is(JsonElement entry, CommandKind kind) =>
        string.Equals(Field(entry, "command"), kind.ToString(), StringComparison.OrdinalIgnoreCase);
}
