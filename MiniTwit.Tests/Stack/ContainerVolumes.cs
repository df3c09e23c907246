using System.Diagnostics;
using MiniTwit.AppHost.Hosting;

namespace MiniTwit.Tests.Stack;

/// <summary>What a stack in containers keeps outside its data folder.</summary>
internal static class ContainerVolumes
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    public static async Task RemoveAsync(string dataDirectory)
    {
        if (Environment.GetEnvironmentVariable("MINITWIT_HOSTING") != "containers")
        {
            return;
        }

        var names = await DockerAsync("volume", "ls", "--quiet", "--filter", $"name=minitwit-{new LocalData(dataDirectory).Id}-");
        if (names.Split('\n', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } volumes)
        {
            await DockerAsync(["volume", "rm", .. volumes]);
        }
    }

    private static async Task<string> DockerAsync(params string[] arguments)
    {
        using var docker = Process.Start(new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true })!;
        var output = await docker.StandardOutput.ReadToEndAsync().WaitAsync(Timeout);
        await docker.WaitForExitAsync().WaitAsync(Timeout);
        return output;
    }
}
