namespace MiniTwit.AppHost.Deploying;

/// <summary>
/// Brings both droplets to what the model says and to one version of MiniTwit, while it serves: <c>deploy/deploy.sh</c>. Interrupted
/// anywhere, it goes on where it was when run again.
/// </summary>
internal sealed class Deployment(Operation operation)
{
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);

    private bool _areTold = true;
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
        var pulling = swarm.PullAsync(operation, ct);
        await Task.WhenAll(droplet.PullAsync(ct), pulling);
        _areTold = await pulling;
        await droplet.RefuseOlderClusterAsync(ct);
        operation.Say("db: the database and what belongs to it");
        try
        {
            await droplet.UpAsync(ct);
        }
        catch (DeploymentException failure)
        {
            throw new DeploymentException($"{failure.Message}{await SayLockedOutAsync(swarm, ct)}");
        }
    }

    public async Task MigrateAsync(CancellationToken ct)
    {
        var swarm = await Swarm.ReachAsync(await operation.AppAsync(ct), ct);
        await swarm.PrepareAsync(operation, ct);
        var secrets = new SwarmSecrets(operation, swarm);
        _update = new SwarmUpdate(operation, swarm, secrets, await secrets.HandOutAsync(ct), _areTold);
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

    /// <summary>Whoever serves, where the database droplet failed and its server may know other passwords by now.</summary>
    private async Task<string> SayLockedOutAsync(Swarm swarm, CancellationToken ct)
    {
        try
        {
            var services = (await swarm.ServicesAsync(ct)).Values;
            if (services.Count == 0)
            {
                return "";
            }

            var secrets = new SwarmSecrets(operation, swarm);
            await secrets.HandOutAsync(ct);
            return secrets.SayLockedOut(services) is { } lockedOut ? $"\nWhere PostgreSQL has started anew: {lockedOut}" : "";
        }
        catch (DeploymentException)
        {
            // What failed first is what has to be told.
            return "";
        }
    }

    private async Task CheckDropletsAsync(CancellationToken ct) =>
        await new DropletChecks(
            await operation.AppAsync(ct),
            await operation.DatabaseAsync(ct),
            operation.Settings["DATABASE_ADDRESS"]
        ).RunAsync(ct);

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
}
