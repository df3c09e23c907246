using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace MiniTwit.Tests.Logging;

/// <summary>A request as a <see cref="HttpRecorder"/> got it.</summary>
internal sealed record RecordedRequest(string Method, string Path, string? Authorization, string Body);

/// <summary>Listens on loopback, keeps every request and answers as it is told.</summary>
internal sealed class HttpRecorder : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<RecordedRequest, (int Status, string Body)> _answer;
    private readonly ConcurrentQueue<RecordedRequest> _requests = new();

    public HttpRecorder(Func<RecordedRequest, (int Status, string Body)> answer, int? port = null)
    {
        _answer = answer;
        Address = new Uri($"http://127.0.0.1:{port ?? AppProcess.FreePort()}");
        _listener.Prefixes.Add($"{Address}");
        _listener.Start();
        _ = ListenAsync();
    }

    public Uri Address { get; }

    public IReadOnlyList<RecordedRequest> Requests => [.. _requests];

    public void Dispose() => _listener.Close();

    private async Task ListenAsync()
    {
        while (_listener.IsListening)
        {
            try
            {
                await AnswerAsync(await _listener.GetContextAsync());
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                // Closed, or the client went away.
            }
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        // Byte for byte, so that text can be searched for in what is not text.
        using var reader = new StreamReader(context.Request.InputStream, Encoding.Latin1);
        var request = new RecordedRequest(
            context.Request.HttpMethod,
            context.Request.RawUrl!,
            context.Request.Headers["Authorization"],
            await reader.ReadToEndAsync()
        );
        _requests.Enqueue(request);
        var (status, body) = _answer(request);
        context.Response.StatusCode = status;
        context.Response.Close(Encoding.UTF8.GetBytes(body), willBlock: false);
    }
}
