using System.Security.Cryptography.X509Certificates;

namespace MiniTwit.AppHost.Hosting;

/// <summary>What <c>dotnet dev-certs https</c> makes, and listens at https where no other certificate is set.</summary>
internal static class DeveloperCertificate
{
    private const string Mark = "1.3.6.1.4.1.311.84.1.1";

    /// <summary>Whether this user has one that is not out of date.</summary>
    public static bool Exists()
    {
        using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser);
        store.Open(OpenFlags.ReadOnly);
        return store
                .Certificates.Find(X509FindType.FindByExtension, Mark, validOnly: false)
                .Find(X509FindType.FindByTimeValid, TimeProvider.System.GetLocalNow().DateTime, validOnly: false)
                .Count > 0;
    }
}
