using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MiniTwit.Tests.Mail;

/// <summary>A certificate for this machine that nobody trusts who is not told to.</summary>
internal static class MailServerCertificate
{
    /// <summary>The setting by which a process takes a file's certificates, and no others, for trusted.</summary>
    public const string Trusted = "SSL_CERT_FILE";

    public static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
