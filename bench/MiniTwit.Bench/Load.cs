using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MiniTwit.Bench;

/// <summary>What came of a load. Times in milliseconds.</summary>
internal sealed record Loaded(long Requests, double Seconds, double? P50, double? P99, double? Max, long Errors)
{
    public double PerSecond => Requests / Seconds;

    public static Loaded Of(List<double> milliseconds, double seconds, long errors)
    {
        milliseconds.Sort();
        return new(milliseconds.Count, seconds, At(0.5), At(0.99), At(1), errors);

        double At(double share) =>
            milliseconds.Count == 0 ? 0 : milliseconds[Math.Max(0, (int)Math.Ceiling(milliseconds.Count * share) - 1)];
    }
}

/// <summary>Requests of a kind. In the path and the bodies <c>{n}</c> stands for a number that each request has another of.</summary>
internal sealed record Requests(string Method, string Path, string[] Bodies, Dictionary<string, string> Headers)
{
    public const int First = 1_000,
        Count = 2_000;

    public static string Numbered(string template, int n) => template.Replace("{n}", $"{n}", StringComparison.Ordinal);

    /// <summary>The request as it is sent.</summary>
    public byte[] Bytes(Uri url, int n, bool keepAlive)
    {
        var body = Bodies.Length == 0 ? "" : Numbered(Bodies[0], n);
        var headers = string.Concat(Headers.Select(header => $"{header.Key}: {header.Value}\r\n"));
        return Encoding.UTF8.GetBytes(
            $"{Method} {Numbered(Path, n)} HTTP/1.1\r\nHost: {url.Authority}\r\n{headers}{(keepAlive ? "" : "Connection: close\r\n")}"
                + $"Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"
        );
    }
}

/// <summary>Load by wrk: so many connections, each with its next request as soon as the last is answered.</summary>
internal static class Wrk
{
    public static async Task<Loaded> RunAsync(
        string url,
        Requests requests,
        int connections,
        double seconds,
        string work,
        CancellationToken ct
    )
    {
        var script = Path.Combine(work, $"{Guid.NewGuid():N}.lua");
        await File.WriteAllTextAsync(script, Script(requests), ct);
        var duration = Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture);
        var output = await Machine.RunAsync(
            work,
            new Dictionary<string, string>(),
            [
                "wrk",
                "--threads",
                "1",
                "--connections",
                $"{connections}",
                "--duration",
                $"{duration}s",
                "--timeout",
                "10s",
                "--script",
                script,
                url,
            ],
            ct
        );
        File.Delete(script);
        var line = output.Split('\n').Single(line => line.StartsWith("measured ", StringComparison.Ordinal));
        var numbers = line.Split(' ').Skip(1).Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        return new((long)numbers[0], numbers[1] / 1e6, numbers[2] / 1e3, numbers[3] / 1e3, numbers[4] / 1e3, (long)numbers[5]);
    }

    // All requests are made before the first is sent. With several bodies the numbers are gone through once with each.
    private static string Script(Requests requests) =>
        $$"""
            local requests, last = {}, 0
            init = function()
              local bodies = { {{string.Join(", ", requests.Bodies.Select(Quoted))}} }
              for b = 1, math.max(#bodies, 1) do
                for n = {{Requests.First}}, {{Requests.First + Requests.Count - 1}} do
                  local path = ({{Quoted(requests.Path)}}):gsub("{n}", n)
                  local body = bodies[b] and bodies[b]:gsub("{n}", n)
                  requests[#requests + 1] = wrk.format({{Quoted(requests.Method)}}, path, wrk.headers, body)
                end
              end
            end
            {{string.Join("\n", requests.Headers.Select(header => $"wrk.headers[{Quoted(header.Key)}] = {Quoted(header.Value)}"))}}
            wrk.headers["Content-Type"] = "application/json"
            request = function()
              last = last % #requests + 1
              return requests[last]
            end
            done = function(summary, latency)
              local e = summary.errors
              print(("measured %d %d %f %f %f %d"):format(summary.requests, summary.duration, latency:percentile(50),
                latency:percentile(99), latency.max, e.status + e.connect + e.read + e.write + e.timeout))
            end
            """;

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}

/// <summary>One connection, and on it one request at a time.</summary>
internal sealed class Wire(Uri url) : IDisposable
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(10);
    private readonly byte[] _buffer = new byte[16_384];
    private Socket? _socket;

    /// <summary>Sends a request and returns the answer's status; 0 where the connection broke or the time was over.</summary>
    public async Task<int> SendAsync(byte[] request, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(AtMost);
        try
        {
            if (_socket is null)
            {
                _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await _socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, url.Port), patience.Token);
            }

            await _socket.SendAsync(request, patience.Token);
            return await ReceiveAsync(_socket, patience.Token);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or IOException && !ct.IsCancellationRequested)
        {
            Dispose();
            return 0;
        }
    }

    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private async Task<int> ReceiveAsync(Socket socket, CancellationToken ct)
    {
        for (var length = 0; ; )
        {
            var received = await socket.ReceiveAsync(_buffer.AsMemory(length), ct);
            length += received;
            if (received == 0 || length == _buffer.Length)
            {
                throw new IOException("The answer is not whole, or too long to be one of those expected here.");
            }

            if (IsWhole(_buffer.AsSpan(0, length)))
            {
                _ = Utf8Parser.TryParse(_buffer.AsSpan("HTTP/1.1 ".Length, 3), out int status, out _);
                if (_buffer.AsSpan(0, length).IndexOf("Connection: close"u8) >= 0)
                {
                    Dispose();
                }

                return status;
            }
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        var body = answer[(head + 4)..];
        var at = answer[..head].IndexOf("Content-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(answer[(at + "Content-Length: ".Length)..], out int length, out _)
            ? body.Length >= length
            : answer[..head].IndexOf("Transfer-Encoding: chunked"u8) < 0 || body.EndsWith("0\r\n\r\n"u8);
    }
}

/// <summary>Loads that wrk cannot make.</summary>
internal static class Sender
{
    /// <summary>One request at a time, each on a connection of its own, as the course's client sends them.</summary>
    public static async Task<Loaded> OneByOneAsync(Uri url, Requests requests, double seconds, CancellationToken ct)
    {
        var (times, errors, started) = (new List<double>(), 0L, Stopwatch.GetTimestamp());
        for (var n = Requests.First; Stopwatch.GetElapsedTime(started).TotalSeconds < seconds; n = Next(n))
        {
            var request = requests.Bytes(url, n, keepAlive: false);
            var sent = Stopwatch.GetTimestamp();
            using var wire = new Wire(url);
            var status = await wire.SendAsync(request, ct);
            times.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            errors += status is >= 200 and < 300 ? 0 : 1;
        }

        return Loaded.Of(times, Stopwatch.GetElapsedTime(started).TotalSeconds, errors);
    }

    /// <summary>
    /// So many requests a second, whether or not the last are answered, on at most <paramref name="connections"/> connections: one that
    /// is still waited on misses its turn. Times by kind of answer: accepted, 503, anything else.
    /// </summary>
    public static async Task<(Loaded Accepted, Loaded Refused, Loaded Failed)> AtRateAsync(
        Uri url,
        Requests requests,
        double perSecond,
        int connections,
        double seconds,
        CancellationToken ct
    )
    {
        List<double>[] times =
        [
            [],
            [],
            [],
        ];
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(one => Task.Run(() => SendAsync(one), ct)));
        var took = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return (Loaded.Of(times[0], took, 0), Loaded.Of(times[1], took, 0), Loaded.Of(times[2], took, times[2].Count));

        async Task SendAsync(int one)
        {
            using var wire = new Wire(url);
            var request = requests.Bytes(url, Requests.First + one % Requests.Count, keepAlive: true);
            var (turn, between) = (one / perSecond, connections / perSecond);
            while (turn < seconds)
            {
                var now = Stopwatch.GetElapsedTime(started).TotalSeconds;
                if (turn > now)
                {
                    await Task.Delay(TimeSpan.FromSeconds(turn - now), ct);
                }
                else
                {
                    turn += Math.Floor((now - turn) / between) * between;
                }

                var sent = Stopwatch.GetTimestamp();
                var status = await wire.SendAsync(request, ct);
                var took = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
                var kind = times[
                    status switch
                    {
                        >= 200 and < 300 => 0,
                        503 => 1,
                        _ => 2,
                    }
                ];
                lock (kind)
                {
                    kind.Add(took);
                }

                turn += between;
            }
        }
    }

    private static int Next(int n) => n + 1 < Requests.First + Requests.Count ? n + 1 : Requests.First;
}
