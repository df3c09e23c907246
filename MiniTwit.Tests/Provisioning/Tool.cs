namespace MiniTwit.Tests.Provisioning;

/// <summary>Programs that check more where a machine has them.</summary>
internal static class Tool
{
    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
