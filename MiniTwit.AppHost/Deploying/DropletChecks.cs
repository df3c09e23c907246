namespace MiniTwit.AppHost.Deploying;

/// <summary>What has to hold of two droplets before an operation changes anything on them.</summary>
/// <param name="app">The one that manages the swarm.</param>
/// <param name="database">The one that has the database, or gets it.</param>
/// <param name="address">The private address of the latter.</param>
internal sealed class DropletChecks(Machine app, Machine database, string address)
{
    private const int MinimumDiskMegabytes = 2048;

    private const string OfBoth = """
        docker version --format '{{.Server.Version}}' >/dev/null 2>&1 || echo "no Docker engine answers"
        mkdir -p "$1" 2>/dev/null || true; [ -w "$1" ] || echo "$1 cannot be written"
        free=$(df --output=avail -BM "$1" | tail -n 1 | tr -dc 0-9)
        [ "${free:-0}" -ge "$2" ] || echo "less than $2 MiB of disk are free; images that nothing runs go with: docker image prune --all"
        """;

    private const string OfTheApps = """
        command -v flock >/dev/null || echo "flock is not there"
        state=$(docker info --format '{{.Swarm.LocalNodeState}}/{{.Swarm.ControlAvailable}}' 2>/dev/null || true)
        case $state in
          inactive/false) ;;
          active/true) docker node ls --quiet >/dev/null 2>&1 || echo "the swarm's managers are not to be had: docs/scaling.md" ;;
          *) echo "it is no manager of a swarm ($state): docs/scaling.md" ;;
        esac
        [ -z "$(docker ps --all --quiet --filter label=com.docker.compose.project=minitwit)" ] \
          || echo "containers of MiniTwit run here outside of the swarm, by Compose, as before there was one: docs/operations/from-compose.md"
        # A refusal will do: before the database runs nothing listens there.
        answer=$(timeout 3 bash -c ': <"/dev/tcp/$1/5432"' bash "$3" 2>&1) || [[ $answer == *refused* ]] \
          || echo "the database droplet is not reached at $3"
        """;

    private const string OfTheDatabases = """
        docker compose version --short 2>/dev/null | grep -q '^v\?[2-9]' || echo "Compose v2 is not there"
        command -v sha256sum tar >/dev/null || echo "sha256sum or tar is not there"
        # (Read to its end: a grep that stops reading would be a failure of the pipe.)
        ip -brief address | grep -F " $3/" >/dev/null || echo "$3 is not an address of this droplet"
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    /// <exception cref="DeploymentException">Something does not hold; all of it is said.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        Command.Need("docker");
        string[] wrong = [await WrongAsync(app, OfTheApps, ct), await WrongAsync(database, OfTheDatabases, ct)];
        var said = string.Join('\n', wrong.Where(text => text != ""));
        DeploymentException.Unless(said == "", said);
    }

    private async Task<string> WrongAsync(Machine machine, string checks, CancellationToken ct)
    {
        string[] arguments = [machine.Remote, $"{MinimumDiskMegabytes}", address];
        var (code, said) = await machine.TryAsync($"{OfBoth}\n{checks}", Limit, ct, null, arguments);
        return code == 0 && said == "" ? "" : $"{machine.Name} ({machine.Target}): {said}";
    }
}
