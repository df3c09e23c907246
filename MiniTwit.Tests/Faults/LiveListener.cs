using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using MiniTwit.Tests.Limits;
using MiniTwit.Tests.Logging;

namespace MiniTwit.Tests.Faults;

/// <summary>Listens as a browser does: comes again when told to, to any replica there is, and says where it was.</summary>
/// <param name="replicas">Those that there are at the moment.</param>
/// <param name="number">Which of the listeners it is; each has an address of its own.</param>
internal sealed class LiveListener(Func<IReadOnlyList<AppProcess>> replicas, int number)
{
    private static readonly HttpClient Http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private volatile int _count;

    /// <summary>How many messages it was told of.</summary>
    public int Count => _count;

    /// <summary>How often it came to be served.</summary>
    public int Beginnings { get; private set; }

    /// <summary>Answers that were no stream. A browser takes them for the end.</summary>
    public int Refusals { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        var (place, pause) = ("", TimeSpan.FromSeconds(1));
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var answer = await OpenAsync(place, stop);
                Refusals += answer.StatusCode == HttpStatusCode.OK ? 0 : 1;
                var events = SseParser.Create(await answer.Content.ReadAsStreamAsync(stop));
                var isFirst = true;
                await foreach (var news in events.EnumerateAsync(stop))
                {
                    Beginnings += isFirst ? 1 : 0;
                    isFirst = false;
                    (place, pause) = (events.LastEventId, events.ReconnectionInterval);
                    _count += JsonElement.Parse(news.Data).GetProperty("new").GetInt32();
                }
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException)
            {
                // The replica, or the test, has ended.
            }

            await Task.Delay(pause, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task<HttpResponseMessage> OpenAsync(string place, CancellationToken stop)
    {
        var all = replicas();
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri(all[number % all.Count].Address, "/api/v1/timelines/public/live"));
        foreach (var (name, value) in LimitedApi.From($"10.0.{number / 250}.{(number % 250) + 1}"))
        {
            request.Headers.Add(name, value);
        }

        if (place.Length > 0)
        {
            request.Headers.Add("Last-Event-ID", place);
        }

        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
    }
}
