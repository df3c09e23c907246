namespace MiniTwit.Tests.Droplets;

/// <summary>All that a command of the operators could have changed, as a text to be compared with another.</summary>
internal static class DropletState
{
    // The specification alone: what the engine keeps beside it changes by itself. Names have the hashes of contents.
    private const string OfSwarm =
        "docker service ls --format '{{.Name}}' | sort | xargs -r docker service inspect --format '{{json .Spec}}'; docker secret ls --format '{{.Name}}' | sort; docker config ls --format '{{.Name}}' | sort";
    private const string OfMachine =
        "docker ps --no-trunc --filter name=minitwit --format '{{.ID}} {{.Names}}' | sort; docker volume ls --quiet | sort; find /opt/minitwit -type f -not -path '/opt/minitwit/logs/*' -exec sha256sum {} + 2>/dev/null | sort";

    public static async Task<string> ReadAsync(TwoDroplets droplets)
    {
        // Old replicas of a deployment before may still be ending.
        await droplets.Services.HealthyAsync();
        return string.Join(
            '\n',
            await File.ReadAllTextAsync(droplets.Settings),
            await droplets.OnAsync("app", $"{OfSwarm}; {OfMachine}"),
            await droplets.OnAsync("db", OfMachine),
            await droplets.OnAsync("next", OfMachine)
        );
    }
}
