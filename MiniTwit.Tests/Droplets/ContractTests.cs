using System.Text;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Droplets;

/// <summary>The simulator's contract, as its tests state it, on the droplets.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class ContractTests(TwoDroplets droplets)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    /// <summary>All tests of that namespace once more, in a process of their own, but for the one that restarts a local service.</summary>
    [Fact]
    public async Task It_holds_through_the_edge()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var port = AppProcess.FreePort();
        using var tunnel = Shell.Start(
            new Dictionary<string, string>(),
            "ssh",
            "-q",
            "-N",
            "-F",
            Path.Combine(droplets.Folder, "ssh_config"),
            "-L",
            $"127.0.0.1:{port}:{droplets.PrivateAddress(droplets.Database.Host)}:5432",
            "app"
        );
        try
        {
            var tests = droplets.Visit(
                droplets.Edge,
                new()
                {
                    [Deployed.ApiVariable] = $"https://{TwoDroplets.ApiHost}",
                    [Deployed.DatabaseVariable] =
                        $"Host=127.0.0.1;Port={port};Database=minitwit;Username=minitwit_app;Password={TwoDroplets.Password};SSL Mode=Require",
                    [Deployed.PairVariable] = Convert.ToBase64String(Encoding.ASCII.GetBytes($"simulator:{TwoDroplets.Password}")),
                },
                [
                    "dotnet",
                    typeof(ContractTests).Assembly.Location,
                    "-namespace",
                    "MiniTwit.Tests.Simulator",
                    "-method-",
                    "*.Latest_survives_a_restart_of_the_service",
                ]
            );

            var (code, said) = await Shell.TryAsync(Patience, tests.Environment, tests.Program, tests.Arguments);

            Assert.True(code == 0, said);
            Assert.Matches("Total: [1-9][0-9]{2}, ", said);
        }
        finally
        {
            tunnel.Kill();
        }
    }
}
