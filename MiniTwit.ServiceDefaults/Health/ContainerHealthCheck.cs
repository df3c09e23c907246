using System.Globalization;

namespace MiniTwit.ServiceDefaults.Health;

/// <summary>
/// What a container engine runs beside the app (argument <c>healthcheck</c>) to know whether it is well: ready the first time, so
/// that an update waits for it; alive from then on, so that a swarm does not replace every replica when the database is away.
/// </summary>
public static class ContainerHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <returns>The exit code: 0 where the app is well, else 1.</returns>
    public static async Task<int> RunAsync()
    {
        // In the container's memory, so gone with the process that was ready.
        var marker = Path.Combine(Path.GetTempPath(), "minitwit-was-ready");
        var port = Environment.GetEnvironmentVariable("Management__Port") ?? "8081";
        var path = File.Exists(marker) ? "live" : "ready";
        try
        {
            using var client = new HttpClient { Timeout = Patience };
            using var answer = await client.GetAsync(
                new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/health/{path}"))
            );
            if (!answer.IsSuccessStatusCode)
            {
                return 1;
            }

            if (path == "ready")
            {
                await File.WriteAllTextAsync(marker, "");
            }

            return 0;
        }
        catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync(away.Message);
            return 1;
        }
    }
}
