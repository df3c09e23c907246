using System.Threading.Channels;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Telemetry;

namespace MiniTwit.ApiService.Mail;

/// <summary>
/// Letters on their way to the mail server, in memory: nobody waits for it, and what is here when the process ends is lost; see
/// docs/decisions/0040.
/// </summary>
internal sealed partial class Outbox(MailOptions? options, Quota noticesToAddress, MiniTwitMetrics metrics, ILogger<Outbox> logger)
{
    // What a slow server takes in some minutes.
    private const int Capacity = 500;

    private readonly Channel<Letter> _letters = Channel.CreateBounded<Letter>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );

    /// <summary>Whether mail is sent at all.</summary>
    public bool IsOpen => options is not null;

    /// <summary>Has a letter sent that nobody asked for, unless its address has had too many of them.</summary>
    /// <param name="write">Writes it, given the address of the pages.</param>
    public void Notify(Func<Uri, Letter> write)
    {
        if (options is null)
        {
            return;
        }

        var letter = write(options.Pages);
        // Whoever registers under somebody else's address must not have that full of mail.
        if (noticesToAddress.TryTake(letter.To.ToUpperInvariant()))
        {
            Add(letter);
        }
        else
        {
            Drop("its address has had too many");
        }
    }

    /// <summary>Has a letter sent. It is dropped, and counted, where too many wait.</summary>
    public void Add(Letter letter)
    {
        if (!_letters.Writer.TryWrite(letter))
        {
            Drop("too many wait to be sent");
        }
    }

    public IAsyncEnumerable<Letter> TakeAllAsync(CancellationToken ct) => _letters.Reader.ReadAllAsync(ct);

    /// <summary>Counts a letter that goes nowhere, and says why.</summary>
    public void Drop(string reason)
    {
        metrics.MailsFailed.Add(1);
        LogDropped(logger, reason);
    }

    [LoggerMessage(Level = LogLevel.Warning, EventName = "MailDropped", Message = "Dropped a mail: {Reason}")]
    private static partial void LogDropped(ILogger logger, string reason);
}
