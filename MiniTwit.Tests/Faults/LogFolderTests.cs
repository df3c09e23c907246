using System.Diagnostics;
using System.Globalization;
using System.Net;
using MiniTwit.Tests.Droplets;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Faults;

/// <summary>Promise: a replica whose log folder is gone, full or read-only answers every request, and as fast as another.</summary>
public sealed class LogFolderTests
{
    private const int Callers = 4;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(FaultyStack.IsAtLength ? 5 : 1);
    private static int Turns => FaultyStack.IsAtLength ? 10 : 3;

    [Theory]
    [InlineData("gone", "umount --lazy \"$1\" && rmdir \"$1\"", false)]
    [InlineData("full", "dd if=/dev/zero of=\"$1/rest\" bs=64k count=32 2>/dev/null; true", false)]
    // A disk on which a file is being written to becomes so only where it is forced.
    [InlineData("read-only", "mount -o remount,ro \"$1\"", true)]
    public async Task Requests_go_on(string fault, string make, bool beforeTheStart)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Only root can make a disk of its own for the log files.");
        }

        var folder = Directory.CreateTempSubdirectory("minitwit-logs-").FullName;
        try
        {
            await ShellAsync("mount -t tmpfs -o size=1m tmpfs \"$1\"", folder);
            if (beforeTheStart)
            {
                await ShellAsync(make, folder);
            }

            await using var stack = await FaultyStack.StartAsync(replicas: 1);
            var (well, ill) = (stack.Replicas[0], await stack.AddReplicaAsync(("Logs__Directory", folder)));
            foreach (var replica in stack.Replicas)
            {
                await RateAsync(replica);
            }

            if (!beforeTheStart)
            {
                await ShellAsync(make, folder);
            }

            double healthy = 0,
                failing = 0;
            // In turns, so that what else the machine does falls on both.
            for (var turn = 0; turn < Turns; turn++)
            {
                healthy += await RateAsync(well);
                failing += await RateAsync(ill);
            }

            // Each request is a line: one that waited for the folder would be many times slower. How near to one the ratio is, a busy
            // machine cannot tell: docs/reliability.md.
            Assert.InRange(failing / healthy, 0.5, double.MaxValue);
            TestContext.Current.TestOutputHelper?.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{fault}: {failing / healthy:0.00} of the rate of another, no request failed")
            );
        }
        finally
        {
            await ShellAsync("umount --lazy \"$1\" 2>/dev/null; rmdir \"$1\" 2>/dev/null; true", folder);
        }
    }

    /// <summary>Requests a second, each of them answered.</summary>
    private static async Task<double> RateAsync(AppProcess replica)
    {
        var (api, clock) = (new Api(replica.Address), Stopwatch.StartNew());
        var counts = await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CountAsync()));
        return counts.Sum() / clock.Elapsed.TotalSeconds;

        async Task<int> CountAsync()
        {
            var count = 0;
            for (; clock.Elapsed < Turn; count++)
            {
                var reply = await api.SimulateAsync("GET", "/msgs?no=20");
                Assert.True(reply.Status == HttpStatusCode.OK, $"{reply}");
            }

            return count;
        }
    }

    private static Task<string> ShellAsync(string script, string folder) =>
        Shell.RunAsync(Soon, new Dictionary<string, string>(), "sh", "-c", script, "sh", folder);
}
