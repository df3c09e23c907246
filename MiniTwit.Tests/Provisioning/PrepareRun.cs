using MiniTwit.Tests.Alerting;

namespace MiniTwit.Tests.Provisioning;

/// <summary>One run of the droplet's script, with every program that changes a host replaced by one that writes down how it was called.</summary>
internal sealed class PrepareRun : IDisposable
{
    public const string Script = "/usr/local/sbin/prepare-droplet";

    private static readonly string[] Replaced = ["ufw", "sysctl", "systemctl", "usermod", "install", "mount", "mkfs.xfs", "chmod", "cp"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minitwit-prepare-");

    public int ExitCode { get; private set; }

    public string Output { get; private set; } = "";

    /// <summary>The calls, in order, as they were written.</summary>
    public string[] Calls { get; private set; } = [];

    /// <param name="cloudInit">What has the script.</param>
    /// <param name="engineChanges">Whether the engine has other settings than those of the role.</param>
    public static async Task<PrepareRun> OfAsync(CloudInit cloudInit, bool engineChanges = false)
    {
        var run = new PrepareRun();
        var calls = Path.Combine(run._folder.FullName, "calls");
        foreach (var program in Replaced)
        {
            await File.WriteAllTextAsync(Path.Combine(run._folder.FullName, program), $"#!/bin/sh\necho \"{program} $*\" >>'{calls}'\n");
        }

        await File.WriteAllTextAsync(Path.Combine(run._folder.FullName, "cmp"), $"#!/bin/sh\nexit {(engineChanges ? 1 : 0)}\n");
        await Deployment.RunAsync("chmod", ["-R", "+x", run._folder.FullName]);
        using var script = new TemporaryFile(cloudInit.Files[Script]);
        (run.ExitCode, run.Output) = await Deployment.RunAsync(
            "bash",
            [script.Path],
            new Dictionary<string, string> { ["PATH"] = $"{run._folder.FullName}:/usr/bin:/bin" }
        );
        run.Calls = File.Exists(calls) ? await File.ReadAllLinesAsync(calls) : [];
        return run;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
