using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

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
            using var patience = new CancellationTokenSource(Patience);
            if (!await IsWellAsync($"/health/{path}", int.Parse(port, CultureInfo.InvariantCulture), patience.Token))
            {
                return 1;
            }

            if (path == "ready")
            {
                await File.WriteAllTextAsync(marker, "");
            }

            return 0;
        }
        catch (Exception away) when (away is SocketException or IOException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(away.Message);
            return 1;
        }
    }

    // Over a socket: HttpClient would take longer to get ready than all the rest of this, and it runs every few seconds for each replica.
    private static async Task<bool> IsWellAsync(string path, int port, CancellationToken ct)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), ct);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"), ct);
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return (await reader.ReadLineAsync(ct))?.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) == true;
    }
}
