using System.Net.Sockets;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using MimeKit.Utils;
using MiniTwit.ApiService.Telemetry;

namespace MiniTwit.ApiService.Mail;

/// <summary>Brings letters to the mail server, one after the other, each within a bounded time and a few tries.</summary>
internal sealed partial class MailDelivery(
    MailOptions options,
    Outbox outbox,
    TimeProvider time,
    MiniTwitMetrics metrics,
    ILogger<MailDelivery> logger
) : BackgroundService
{
    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(10);

    // After each failed try but the last.
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5)];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var letter in outbox.TakeAllAsync(stoppingToken))
        {
            // Only what is one address as a whole: no list, nor one with a name or brackets around it.
            if (MailboxAddress.TryParse(letter.To, out var to) && to.Address == letter.To)
            {
                await DeliverAsync(letter, to, stoppingToken);
            }
            else
            {
                outbox.Drop("what it goes to is no address");
            }
        }
    }

    private async Task DeliverAsync(Letter letter, MailboxAddress to, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            if (letter.Until < time.GetUtcNow())
            {
                outbox.Drop("it waited longer than it is of use");
                return;
            }

            try
            {
                await SendAsync(Write(letter, to), ct);
                metrics.MailsSent.Add(1);
                return;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                // Whatever it was, the loop must live on. Not the exception: what a server says often holds the address.
                LogFailed(logger, attempt + 1, Kind(e));
                if (IsForGood(e) || attempt == Pauses.Length)
                {
                    outbox.Drop("the mail server did not take it");
                    return;
                }
            }

            await Task.Delay(Pauses[attempt], time, ct);
        }
    }

    private async Task SendAsync(MimeMessage message, CancellationToken ct)
    {
        using var timeout = new CancellationTokenSource(LongestTry, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, timeout.Token);
        using var client = new SmtpClient();
        // As .NET's HttpClient: whether a list of revoked certificates can be had right now says nothing of the server.
        client.CheckCertificateRevocation = false;
        await client.ConnectAsync(options.Host, options.Port, options.Security, either.Token);
        if (options.UserName is { } user)
        {
            await client.AuthenticateAsync(user, options.Password, either.Token);
        }

        await client.SendAsync(message, either.Token);
        // It is sent: how the server says goodbye changes nothing.
        await client.DisconnectAsync(quit: false, CancellationToken.None);
    }

    private MimeMessage Write(Letter letter, MailboxAddress to)
    {
        var message = new MimeMessage
        {
            From = { options.From },
            To = { to },
            Subject = letter.Subject,
            Date = time.GetUtcNow(),
            // Without this machine's name.
            MessageId = MimeUtils.GenerateMessageId(options.From.Domain),
            Body = new TextPart("plain") { Text = letter.Text },
        };
        // That no machine answers it.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        return message;
    }

    // The server has heard all of it, and will say the same again.
    private static bool IsForGood(Exception e) => e is SmtpCommandException { StatusCode: >= (SmtpStatusCode)500 };

    private static string Kind(Exception e) =>
        e switch
        {
            SmtpCommandException refused => $"the server answered {(int)refused.StatusCode}",
            AuthenticationException => "the server did not take the user name and password",
            SslHandshakeException => "there was no TLS with a certificate that is trusted",
            NotSupportedException => "the server offers no TLS",
            OperationCanceledException or TimeoutException => "the server took too long",
            SocketException or IOException => "the server cannot be reached",
            _ => e.GetType().Name,
        };

    [LoggerMessage(Level = LogLevel.Warning, EventName = "MailFailed", Message = "Try {Attempt} of sending a mail failed: {Reason}")]
    private static partial void LogFailed(ILogger logger, int attempt, string reason);
}
