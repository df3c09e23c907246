using System.Security.Cryptography.X509Certificates;
using MiniTwit.Tests.Limits;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Mail;

/// <summary>An API of its own beside the stack's, as it is deployed: its mail server wants TLS and a password, and there are limits.</summary>
public sealed class SecuredMail(StackFixture stack) : IAsyncLifetime
{
    public const int RequestsOfAddress = 4;
    public const int LinksToAddress = 2;
    public const int NoticesToAddress = 3;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minitwit-mail-");
    private readonly X509Certificate2 _certificate = MailServerCertificate.Create();
    private AppProcess? _process;
    private Mailbox? _mailbox;

    internal Mailbox Mailbox => _mailbox!;

    internal Api Api => new(_process!.Address);

    internal Api Management => new(_process!.Management);

    internal LogFolder Logs => new(_folder.FullName);

    public async ValueTask InitializeAsync()
    {
        _mailbox = new(_certificate);
        var trusted = Path.Combine(_folder.FullName, "trusted.pem");
        await File.WriteAllTextAsync(trusted, _certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        _process = await LimitedApi.StartAsync(
            stack,
            ("Site__Address", "https://minitwit.example"),
            ("Mail__Host", _mailbox.Address),
            ("Mail__From", "Small Thoughts <minitwit@example.org>"),
            ("Mail__UserName", Mailbox.UserName),
            ("Mail__Password", Mailbox.Password),
            (MailServerCertificate.Trusted, trusted),
            ("Logs__Directory", _folder.FullName),
            ("Limits__PasswordResets__AtOnce", $"{RequestsOfAddress}"),
            ("Limits__LinksToAddress__AtOnce", $"{LinksToAddress}"),
            ("Limits__NoticesToAddress__AtOnce", $"{NoticesToAddress}")
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        if (_mailbox is not null)
        {
            await _mailbox.DisposeAsync();
        }

        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }
}
