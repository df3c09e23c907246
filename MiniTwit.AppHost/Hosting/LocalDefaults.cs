using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace MiniTwit.AppHost.Hosting;

/// <summary>
/// What a run on a developer's machine has where no setting says otherwise: the environment Development, and a dashboard on plain
/// http. Here and not in a launch profile, which beats environment variables.
/// </summary>
internal static class LocalDefaults
{
    /// <summary>Where the dashboard is.</summary>
    public const string DashboardUrl = "ASPNETCORE_URLS";

    private static readonly (string Setting, string Part, string? Usual)[] Listeners =
    [
        (DashboardUrl, "the dashboard", "http://localhost:15000"),
        ("ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "the dashboard's telemetry", "http://localhost:15001"),
        ("ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "the dashboard's telemetry over HTTP", null),
        ("ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL", "the dashboard's list of parts", "http://localhost:15002"),
    ];

    /// <summary>The arguments, with the environment that nobody chose.</summary>
    public static string[] WithEnvironment(this string[] args) =>
        Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") is null
            ?
            [
                $"--{HostDefaults.EnvironmentKey}={Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT") ?? Environments.Development}",
                .. args,
            ]
            : args;

    /// <summary>Settles where the dashboard and its inlets listen.</summary>
    /// <exception cref="SetupException">A setting is no address, something else listens there, or https lacks a certificate.</exception>
    public static void AddDashboardDefaults(this IConfiguration configuration, LocalPorts ports)
    {
        SetDefault(configuration, "ASPIRE_ALLOW_UNSECURED_TRANSPORT", "true");
        foreach (var (setting, part, usual) in Listeners)
        {
            SetDefault(configuration, setting, usual);
            foreach (
                var url in (configuration[setting] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            )
            {
                var address = AddressOf(setting, url);
                ports.Claim(address.Port, part, another => $"{setting}=http://localhost:{another}");
                if (
                    address.Scheme == Uri.UriSchemeHttps
                    && !configuration.GetSection("Kestrel:Certificates:Default").Exists()
                    && !DeveloperCertificate.Exists()
                )
                {
                    throw new SetupException(
                        $"{setting} is '{url}', and this user has no certificate for https. Make one with: dotnet dev-certs https. Or choose http://localhost:{address.Port}."
                    );
                }
            }
        }
    }

    /// <summary>An address to listen at, as one on this machine to go to: all addresses have this machine's own among them.</summary>
    /// <exception cref="FormatException">It is no address.</exception>
    public static string Nearby(string url)
    {
        var address = BindingAddress.Parse(url);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        return new Uri($"{address.Scheme}://{host}:{address.Port}{address.PathBase}").ToString().TrimEnd('/');
    }

    private static void SetDefault(IConfiguration configuration, string setting, string? usual)
    {
        if (string.IsNullOrEmpty(configuration[setting]))
        {
            configuration[setting] = usual;
        }
    }

    private static Uri AddressOf(string setting, string url)
    {
        try
        {
            return new Uri(Nearby(url));
        }
        catch (FormatException)
        {
            throw new SetupException($"{setting} is '{url}'; it takes an address such as http://localhost:15000.");
        }
    }
}
