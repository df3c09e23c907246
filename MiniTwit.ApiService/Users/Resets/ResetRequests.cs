using System.Threading.Channels;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Mail;

namespace MiniTwit.ApiService.Users.Resets;

/// <summary>Somebody asked for a new password.</summary>
/// <param name="User">A name or an e-mail address, as it was typed.</param>
/// <param name="Language">What to answer in.</param>
internal sealed record ResetRequest(string User, MailLanguage Language);

/// <summary>
/// Requests that nobody has looked at yet. Whoever asks is answered before: neither what the answer says nor how long it takes tells
/// whether there is such a user.
/// </summary>
internal sealed class ResetRequests
{
    private const int Capacity = 500;

    private readonly Channel<ResetRequest> _requests = Channel.CreateBounded<ResetRequest>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    /// <exception cref="BusyException">Too many wait.</exception>
    public void Add(ResetRequest request)
    {
        if (!_requests.Writer.TryWrite(request))
        {
            throw new BusyException("too many ask for a new password");
        }
    }

    public IAsyncEnumerable<ResetRequest> TakeAllAsync(CancellationToken ct) => _requests.Reader.ReadAllAsync(ct);
}
