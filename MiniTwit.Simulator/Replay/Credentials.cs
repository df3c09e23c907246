using System.Net.Http.Headers;
using System.Text;

namespace MiniTwit.Simulator.Replay;

/// <summary>The simulator's user name and password for Basic authorization.</summary>
internal sealed class Credentials(string username, string password)
{
    public AuthenticationHeaderValue Header { get; } =
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}")));

    /// <summary>From the environment, because arguments show up in process lists and shell histories.</summary>
    public static Credentials FromEnvironment() =>
        new(
            Environment.GetEnvironmentVariable("SIMULATOR_USERNAME") ?? "simulator",
            Environment.GetEnvironmentVariable("SIMULATOR_PASSWORD") ?? "super_safe!"
        );
}
