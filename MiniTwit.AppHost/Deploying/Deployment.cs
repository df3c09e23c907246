namespace MiniTwit.AppHost.Deploying;

/// <summary>
/// Brings both droplets to what the model says and to one version of MiniTwit, while it serves: <c>deploy/deploy.sh</c>. Interrupted
/// anywhere, it goes on where it was when run again.
/// </summary>
internal sealed class Deployment(Operation operation)
{
    private const int MinimumDiskMegabytes = 2048;

    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);

    private SwarmUpdate? _update;

    /// <summary>All of it.</summary>
    public static async Task RunAsync(Operation operation, CancellationToken ct)
    {
        var deployment = new Deployment(operation);
        await deployment.CheckAsync(ct);
        await deployment.DeployDatabaseAsync(ct);
        await deployment.MigrateAsync(ct);
        await deployment.DeployAppsAsync(ct);
    }

    /// <summary>Says what would be done, and changes nothing.</summary>
    public static async Task PlanAsync(Operation operation, CancellationToken ct)
    {
        var deployment = new Deployment(operation);
        await deployment.CheckDropletsAsync(ct);
        await Plan.SayAsync(operation, await deployment.DatabaseAsync(ct), await Swarm.ReachAsync(await operation.AppAsync(ct), ct), ct);
        operation.WarnWhoDoesNotHear();
    }

    /// <summary>Before anything is changed. From here on no other operation changes anything.</summary>
    public async Task CheckAsync(CancellationToken ct)
    {
        Command.Need("openssl");
        await CheckDropletsAsync(ct);
        await operation.LockAsync(ct);
        await CheckAuthorityAsync(ct);
        var made = await Command.RunAsync("bash", [operation.Stack.Deploy("certificates.sh"), operation.Settings.Secrets], Short, ct);
        if (made.Code != 0)
        {
            throw new DeploymentException($"The database's certificate could not be made: {made.Said}");
        }

        if (made.Output != "")
        {
            operation.Say(made.Output);
        }
    }

    public async Task DeployDatabaseAsync(CancellationToken ct)
    {
        var droplet = await DatabaseAsync(ct);
        await droplet.ShipAsync(ct);
        var swarm = await Swarm.ReachAsync(await operation.AppAsync(ct), ct);
        await Task.WhenAll(droplet.PullAsync(ct), swarm.PullAsync(operation, ct));
        if (await droplet.OlderClusterAsync(ct) is var (older, _))
        {
            throw new DeploymentException(
                $"db: the database is one of PostgreSQL {older}, and these files are for another: first deploy/upgrade-db.sh. Nothing was stopped or started."
            );
        }

        operation.Say("db: the database and what belongs to it");
        await droplet.UpAsync(ct);
    }

    public async Task MigrateAsync(CancellationToken ct)
    {
        var swarm = await Swarm.ReachAsync(await operation.AppAsync(ct), ct);
        await swarm.PrepareAsync(operation, ct);
        var secrets = new SwarmSecrets(operation, swarm);
        _update = new SwarmUpdate(operation, swarm, secrets, await secrets.HandOutAsync(ct));
        operation.Say("app: migrating the database");
        await _update.MigrateAsync(ct);
        // On the tables there are now.
        await (await DatabaseAsync(ct)).SetRightsAsync(ct);
    }

    /// <summary>After <see cref="MigrateAsync"/>.</summary>
    public async Task DeployAppsAsync(CancellationToken ct)
    {
        await _update!.RunAsync(ct);
        operation.Say($"Done: version {operation.Settings["VERSION"]} serves.");
        operation.WarnWhoDoesNotHear();
    }

    private async Task<DatabaseDroplet> DatabaseAsync(CancellationToken ct) => new(operation, await operation.DatabaseAsync(ct));

    private async Task CheckDropletsAsync(CancellationToken ct)
    {
        Command.Need("docker");
        var app = await operation.AppAsync(ct);
        var db = await operation.DatabaseAsync(ct);
        await CheckAsync(
            app,
            """
            command -v flock >/dev/null || echo "flock is not there"
            state=$(docker info --format '{{.Swarm.LocalNodeState}}/{{.Swarm.ControlAvailable}}' 2>/dev/null || true)
            case $state in
              inactive/false) ;;
              active/true) docker node ls --quiet >/dev/null 2>&1 || echo "the swarm's managers are not to be had: docs/scaling.md" ;;
              *) echo "it is no manager of a swarm ($state): docs/scaling.md" ;;
            esac
            [ -z "$(docker ps --all --quiet --filter label=com.docker.compose.project=minitwit)" ] \
              || echo "containers of MiniTwit run here outside of the swarm, by Compose, as before there was one: docs/operations/from-compose.md"
            """,
            ct
        );
        await CheckAsync(
            db,
            """
            docker compose version --short 2>/dev/null | grep -q '^v\?[2-9]' || echo "Compose v2 is not there"
            command -v sha256sum tar >/dev/null || echo "sha256sum or tar is not there"
            # (Read to its end: a grep that stops reading would be a failure of the pipe.)
            ip -brief address | grep -F " $3/" >/dev/null || echo "DATABASE_ADDRESS is not an address of this droplet"
            """,
            ct
        );
        // A refusal will do: before the first deployment nothing listens there.
        await CheckAsync(
            app,
            """
            answer=$(timeout 3 bash -c ': <"/dev/tcp/$1/5432"' bash "$3" 2>&1) || [[ $answer == *refused* ]] \
              || echo "the database droplet is not reached at DATABASE_ADDRESS"
            """,
            ct
        );
    }

    /// <summary>One that is made because the old one lies elsewhere would lock out all that runs.</summary>
    private async Task CheckAuthorityAsync(CancellationToken ct)
    {
        var database = await operation.DatabaseAsync(ct);
        if (!File.Exists(Path.Combine(operation.Settings.Secrets, "ca.crt")))
        {
            DeploymentException.Unless(
                (await database.TryAsync("[ -s secrets/ca.crt ]", Short, ct)).Code != 0,
                $"There is no ca.crt in {operation.Settings.Secrets}, and the database has one. Bring the folder that it is in; deploy/certificates.sh makes a new authority where that is meant."
            );
        }
    }

    private async Task CheckAsync(Machine machine, string script, CancellationToken ct)
    {
        var (code, said) = await machine.TryAsync(
            $$$"""
            docker version --format '{{.Server.Version}}' >/dev/null 2>&1 || echo "no Docker engine answers"
            mkdir -p "$1" 2>/dev/null || true; [ -w "$1" ] || echo "$1 cannot be written"
            free=$(df --output=avail -BM "$1" | tail -n 1 | tr -dc 0-9)
            [ "${free:-0}" -ge "$2" ] || echo "less than $2 MiB of disk are free; images that nothing runs go with: docker image prune --all"
            {{{script}}}
            """,
            Short,
            ct,
            null,
            machine.Remote,
            $"{MinimumDiskMegabytes}",
            operation.Settings["DATABASE_ADDRESS"]
        );
        if (code != 0 || said != "")
        {
            throw new DeploymentException($"{machine.Name} ({machine.Target}): {said}");
        }
    }
}
