using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using MiniTwit.ApiService.Security;

namespace MiniTwit.ApiService.Simulator;

/// <summary>The credential that the simulator sends.</summary>
internal sealed class SimulatorOptions : ISecretOptions
{
    public const string Section = "Simulator";
    private const string DevelopmentUserName = "simulator";
    private const string DevelopmentPassword = "super_safe!";

    private byte[]? _expected;

    public string UserName { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>The request carries the credential.</summary>
    public bool IsSentWith(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
        && header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Hash(header.Parameter ?? ""), _expected ??= Hash(AsSent()));

    public void UseDevelopmentDefaults() => (UserName, Password) = (DevelopmentUserName, DevelopmentPassword);

    public string? Problem() =>
        this switch
        {
            { UserName: "" } or { Password: "" } =>
                "Set Simulator:UserName and Simulator:Password (environment: Simulator__UserName, Simulator__Password).",
            { Password: DevelopmentPassword } => "Simulator:Password is the publicly known default. Set another one.",
            _ => null,
        };

    private string AsSent() => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{Password}"));

    private static byte[] Hash(string credential) => SHA256.HashData(Encoding.UTF8.GetBytes(credential));
}
