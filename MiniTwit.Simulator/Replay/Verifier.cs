using System.Text.Json;
using MiniTwit.Simulator.Report;

namespace MiniTwit.Simulator.Replay;

/// <summary>Compares what the API shows after a run with what it accepted during the run. Supposes that nobody else writes meanwhile.</summary>
internal sealed class Verifier(SimulatorClient client, AcceptedWrites writes, bool compareLatest)
{
    private readonly List<string> _mismatches = [];
    private int _checks;

    public async Task<VerificationReport> RunAsync(CancellationToken cancelled)
    {
        if (compareLatest && writes.Latest.Count > 0)
        {
            await LatestAsync(cancelled);
        }

        foreach (var (user, accepted) in writes.Users)
        {
            if (accepted.Texts.Count > 0)
            {
                await MessagesAsync(user, accepted, cancelled);
            }

            if (accepted.Follows.Values.Any(follows => follows is not null))
            {
                await FollowsAsync(user, accepted, cancelled);
            }
        }
        return new(_checks, _mismatches);
    }

    private Task LatestAsync(CancellationToken cancelled) =>
        CheckAsync(
            "/latest",
            root =>
            {
                var latest = root.GetProperty("latest").GetInt64();
                return writes.Latest.Contains(latest) ? null : $"says {latest}, last sent was {string.Join(" or ", writes.Latest.Order())}";
            },
            cancelled
        );

    private Task MessagesAsync(string user, UserWrites accepted, CancellationToken cancelled) =>
        CheckAsync(
            $"/msgs/{Uri.EscapeDataString(user)}?no={AcceptedWrites.Remembered}",
            root =>
            {
                var shown = root.EnumerateArray().Select(message => message.GetProperty("content").GetString()!.Trim()).ToList();
                var expected = accepted
                    .Texts.Select(text => text.Trim())
                    .Take(AcceptedWrites.Remembered - accepted.UncertainTexts)
                    .ToList();
                // Messages whose answer was lost may stand between the accepted ones; without any, the newest are the accepted ones and no other.
                if (accepted.UncertainTexts == 0)
                {
                    shown = [.. shown.Take(expected.Count)];
                }

                var found = 0;
                foreach (var text in shown)
                {
                    if (found < expected.Count && text == expected[found])
                    {
                        found++;
                    }
                }

                return found == expected.Count ? null : $"shows {found} of {expected.Count} accepted messages in order";
            },
            cancelled
        );

    private Task FollowsAsync(string user, UserWrites accepted, CancellationToken cancelled) =>
        CheckAsync(
            $"/fllws/{Uri.EscapeDataString(user)}?no={AcceptedWrites.Remembered}",
            root =>
            {
                var shown = root.GetProperty("follows")
                    .EnumerateArray()
                    .Select(name => name.GetString()!)
                    .ToHashSet(StringComparer.OrdinalIgnoreCase);
                var complete = shown.Count < AcceptedWrites.Remembered;
                var missing = accepted.Follows.Count(other => other.Value == true && complete && !shown.Contains(other.Key));
                var surplus = accepted.Follows.Count(other => other.Value == false && shown.Contains(other.Key));
                return missing + surplus == 0 ? null : $"misses {missing} accepted follows, shows {surplus} that were ended";
            },
            cancelled
        );

    private async Task CheckAsync(string path, Func<JsonElement, string?> compare, CancellationToken cancelled)
    {
        _checks++;
        var (json, error) = await client.GetAsync(path, cancelled);
        using (json)
        {
            try
            {
                error ??= compare(json!.RootElement);
            }
            catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException or NullReferenceException)
            {
                error = "answered JSON of another shape";
            }
        }
        if (error is not null)
        {
            _mismatches.Add($"GET {path} {error}");
        }
    }
}
