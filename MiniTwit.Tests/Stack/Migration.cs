using System.Diagnostics;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.Tests.Stack;

/// <summary>The API's process, started to migrate a database.</summary>
internal static class Migration
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Brings the database up to date.</summary>
    /// <returns>What was said.</returns>
    public static async Task<string> RunAsync(string connection)
    {
        var project = new Projects.MiniTwit_ApiService().ProjectPath;
        var output = Path.GetRelativePath(Repository.File("MiniTwit.Tests"), AppContext.BaseDirectory);
        var assembly = Path.Combine(Path.GetDirectoryName(project)!, output, $"{Path.GetFileNameWithoutExtension(project)}.dll");
        var start = new ProcessStartInfo("dotnet", [assembly, "migrate"])
        {
            WorkingDirectory = Path.GetDirectoryName(project)!,
            RedirectStandardOutput = true,
        };
        start.Environment[$"ConnectionStrings__{ResourceNames.Database}"] = connection;
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        using var process = Process.Start(start)!;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        var said = await process.StandardOutput.ReadToEndAsync(timeout.Token);
        await process.WaitForExitAsync(timeout.Token);
        Assert.True(process.ExitCode == 0, said);
        return said;
    }
}
