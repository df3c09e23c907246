using System.Globalization;
using MailKit.Security;
using MimeKit;

namespace MiniTwit.ApiService.Mail;

/// <summary>The server that takes MiniTwit's mail, and what stands in all of it; section <c>Mail</c>.</summary>
/// <param name="Host">The server's name.</param>
/// <param name="Port">Its port.</param>
/// <param name="From">The sender.</param>
/// <param name="Pages">The public address of the pages, for links: what a request says of its host is for anybody to choose.</param>
/// <param name="UserName">Whom to sign in as; null: nobody.</param>
/// <param name="Password">That user's password.</param>
/// <param name="Plaintext">The server need not offer TLS.</param>
internal sealed record MailOptions(string Host, int Port, MailboxAddress From, Uri Pages, string? UserName, string Password, bool Plaintext)
{
    /// <summary>Where TLS comes first, and no STARTTLS.</summary>
    private const int PortOfTls = 465;

    public SecureSocketOptions Security =>
        Port == PortOfTls ? SecureSocketOptions.SslOnConnect
        : Plaintext ? SecureSocketOptions.StartTlsWhenAvailable
        : SecureSocketOptions.StartTls;

    /// <summary>The settings; null where none names a server. A deployment's setting that was left out is an empty text.</summary>
    /// <exception cref="InvalidOperationException">A server is named, and something else is missing or malformed.</exception>
    public static MailOptions? Read(IConfiguration configuration)
    {
        var mail = configuration.GetSection("Mail");
        if (mail["Host"] is not { Length: > 0 } server)
        {
            return null;
        }

        var colon = server.LastIndexOf(':');
        if (colon < 1 || !ushort.TryParse(server[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            throw new InvalidOperationException("Mail:Host has to be the mail server as host:port.");
        }

        if (!MailboxAddress.TryParse(mail["From"] ?? "", out var from) || !from.Address.Contains('@'))
        {
            throw new InvalidOperationException("Mail:Host is set, so Mail:From has to be the address that mail comes from.");
        }

        if (!Uri.TryCreate(configuration["Site:Address"], UriKind.Absolute, out var pages) || pages.Scheme is not ("http" or "https"))
        {
            throw new InvalidOperationException("Mail:Host is set, so Site:Address has to be the public address of the pages.");
        }

        return new(
            server[..colon],
            port,
            new MailboxAddress(string.IsNullOrEmpty(from.Name) ? "MiniTwit" : from.Name, from.Address),
            pages,
            mail["UserName"] is { Length: > 0 } user ? user : null,
            mail["Password"] ?? "",
            !string.IsNullOrEmpty(mail["Plaintext"])
        );
    }
}
