using Aspire.Hosting;
using MiniTwit.Tests.Logging;

namespace MiniTwit.Tests.Security;

/// <summary>All routes of an app, as the app itself has them once it runs: no list that somebody has to think of.</summary>
internal static class Routes
{
    /// <param name="settings">What the app needs to become ready.</param>
    /// <returns>Each as its method (ANY where it takes all) and its address.</returns>
    public static async Task<IReadOnlyList<string>> OfAsync<TApp>(IReadOnlyDictionary<string, string> settings)
        where TApp : IProjectMetadata, new()
    {
        var file = Path.GetTempFileName();
        try
        {
            await using var app = await AppProcess.StartAsync<TApp>(
                new Dictionary<string, string>(settings)
                {
                    ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
                    [StartupHook.Output] = file,
                }
            );
            return [.. (await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken)).Distinct()];
        }
        finally
        {
            File.Delete(file);
        }
    }
}
