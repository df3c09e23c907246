using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using MimeKit;
using MiniTwit.Tests.Logging;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace MiniTwit.Tests.Mail;

/// <summary>A real mail server, which keeps what it gets. With a certificate it offers TLS, and wants its user's password.</summary>
internal sealed partial class Mailbox : IAsyncDisposable
{
    public const string UserName = "minitwit";
    public const string Password = "password of the mail server";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentQueue<MimeMessage> _received = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public Mailbox(X509Certificate2? certificate = null, int? port = null)
    {
        Port = port ?? AppProcess.FreePort();
        var options = new SmtpServerOptionsBuilder()
            .ServerName("localhost")
            .Endpoint(endpoint =>
            {
                endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Port));
                if (certificate is not null)
                {
                    endpoint.Certificate(certificate).AuthenticationRequired();
                }
            })
            .Build();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(new Store(_received));
        services.Add(new DelegatingUserAuthenticator((user, password) => (user, password) == (UserName, Password)));
        _serving = new SmtpServer.SmtpServer(options, services).StartAsync(_stop.Token);
    }

    private int Port { get; }

    /// <summary>As settings name it.</summary>
    public string Address => $"localhost:{Port}";

    /// <summary>What came for an address so far.</summary>
    public IReadOnlyList<MimeMessage> Of(string address) =>
        [.. _received.Where(mail => mail.To.Mailboxes.Any(to => to.Address.Equals(address, StringComparison.OrdinalIgnoreCase)))];

    /// <summary>Waits until as many have come for an address, and gives the last of them.</summary>
    public async Task<MimeMessage> WaitForAsync(string address, int count = 1)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (Of(address).Count < count)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < Patience, $"There are {Of(address).Count} mails of {count}.");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }

        return Of(address)[count - 1];
    }

    /// <summary>The tokens of the links in a mail.</summary>
    public static IReadOnlyList<string> Tokens(MimeMessage mail) =>
        [.. Link().Matches(mail.TextBody!).Select(link => link.Groups["token"].Value)];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        try
        {
            await _serving;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }

        _stop.Dispose();
    }

    [GeneratedRegex("/login/reset\\?token=(?<token>[A-Za-z0-9_-]{43})\\s")]
    private static partial Regex Link();

    private sealed class Store(ConcurrentQueue<MimeMessage> received) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(
            ISessionContext context,
            IMessageTransaction transaction,
            ReadOnlySequence<byte> buffer,
            CancellationToken cancellationToken
        )
        {
            using var bytes = new MemoryStream(buffer.ToArray());
            received.Enqueue(await MimeMessage.LoadAsync(bytes, cancellationToken));
            return SmtpResponse.Ok;
        }
    }
}
