using System.Net;
using System.Text.Json;
using System.Threading.Channels;
using MiniTwit.Tests.Logging;

namespace MiniTwit.Tests.Alerting;

/// <summary>An operator's inbox: takes what Alertmanager posts.</summary>
internal sealed class WebhookListener : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Channel<JsonElement> _alerts = Channel.CreateUnbounded<JsonElement>();
    private readonly Task _receiving;

    public WebhookListener()
    {
        Url = new Uri($"http://127.0.0.1:{AppProcess.FreePort()}/{Guid.NewGuid():N}/");
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _receiving = ReceiveAsync();
    }

    public Uri Url { get; }

    /// <summary>The next alert of that name and status (<c>firing</c>, <c>resolved</c>); others before it are let go.</summary>
    public async Task<JsonElement> NextAsync(string name, string status, CancellationToken ct)
    {
        await foreach (var alert in _alerts.Reader.ReadAllAsync(ct))
        {
            if (
                alert.GetProperty("labels").GetProperty("alertname").GetString() == name
                && alert.GetProperty("status").GetString() == status
            )
            {
                return alert;
            }
        }

        throw new InvalidOperationException("The listener has been closed.");
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _receiving;
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                var notification = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.InputStream);
                foreach (var alert in notification.GetProperty("alerts").EnumerateArray())
                {
                    _alerts.Writer.TryWrite(alert);
                }

                context.Response.Close();
            }
        }
        catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
        {
            _alerts.Writer.Complete();
        }
    }
}
