using System.Text.RegularExpressions;
using MiniTwit.AppHost.Publishing;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Deploying;

/// <summary>
/// Brings the swarm's services to one version while they serve, or back. The swarm starts new replicas before it ends old ones, and takes
/// a service back by itself where new ones fail; this waits, tries the whole through the edge, and takes back what else has changed.
/// </summary>
/// <param name="operation">Whose settings it goes by.</param>
/// <param name="swarm">Whose services they are.</param>
/// <param name="secrets">What it keeps for them.</param>
/// <param name="environment">What the stack files ask for.</param>
/// <param name="areTold">Whether registries told the present content of all that runs.</param>
internal sealed partial class SwarmUpdate(
    Operation operation,
    Swarm swarm,
    SwarmSecrets secrets,
    IReadOnlyDictionary<string, string> environment,
    bool areTold
)
{
    private const int LinesTold = 20;
    private const int LongestLine = 300;

    private static readonly TimeSpan MigratesWithin = TimeSpan.FromHours(4);
    private static readonly TimeSpan MigrationStartsWithin = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ServesWithin = TimeSpan.FromSeconds(30);

    // What was not well before and is as it was does not hold up the rest for longer than this.
    private static readonly TimeSpan WasIllBefore = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ConvergesWithin = TimeSpan.FromMinutes(10);

    // An update that has anything to do is seen to have begun within this time.
    private static readonly TimeSpan BeginsWithin = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SmokeTest _smoke = new(operation, swarm, environment.GetValueOrDefault("API_SIMULATOR_PASSWORD_SECRET", ""));

    /// <summary>Runs what comes before the services, to its end.</summary>
    /// <exception cref="DeploymentException">It failed.</exception>
    public async Task MigrateAsync(CancellationToken ct)
    {
        // Else the last one's end would be taken for this one's.
        await swarm.TryAsync(["stack", "rm", Swarm.Before], EndsWithin, ct);
        DeploymentException.Unless(await Patience.UntilAsync(EndsWithin, HasEndedAsync, ct), "The last migration does not go.");
        await swarm.DeployAsync(Swarm.Before, [operation.Stack.Deploy("app-droplet/migrations.yaml")], environment, areTold, operation, ct);
        var names = operation.Parts.Where(part => part.Service.RunsBefore).Select(part => $"{Swarm.Before}_{part.Name}").ToList();
        var began = TimeProvider.System.GetTimestamp();
        while (await swarm.TasksAsync(names, ct) is var tasks && !(tasks.Count == names.Count && tasks.All(task => task.Is("Complete"))))
        {
            var elapsed = TimeProvider.System.GetElapsedTime(began);
            var lost = tasks.Where(task => task.Is("Failed") || task.Is("Rejected") || task.Is("Shutdown") || task.Is("Orphaned")).ToList();
            if (lost.Count > 0 || elapsed > (tasks.Any(task => task.Is("Running")) ? MigratesWithin : MigrationStartsWithin))
            {
                foreach (var task in tasks)
                {
                    await TellAsync(task, ct);
                }

                var lockedOut = secrets.SayLockedOut((await swarm.ServicesAsync(ct)).Values);
                throw new DeploymentException($"The migration failed. {lockedOut ?? "What ran before goes on serving."}");
            }

            await Task.Delay(Pause, ct);
        }

        async Task<bool> HasEndedAsync(CancellationToken token) =>
            await swarm.DockerAsync($"network ls --quiet --filter label=com.docker.stack.namespace={Swarm.Before}", token) == ""
            && await swarm.DockerAsync($"service ls --quiet --filter label=com.docker.stack.namespace={Swarm.Before}", token) == "";
    }

    /// <exception cref="DeploymentException">The new version does not serve. What ran before does again where that can be.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        var version = operation.Settings["VERSION"];
        var before = await SettledAsync(ct);
        var (stay, reason) = await WayBackAsync(before, ct);
        var files = await FilesAsync(stay, ct);
        HashSet<string> deployed = [];
        operation.Say($"app: the swarm gets version {version}");
        try
        {
            var said = await swarm.DeployAsync(Swarm.Stack, files, environment, areTold, operation, ct);
            deployed = [.. Deployed().Matches(said).Select(match => match.Groups[1].Value)];
            DeploymentException.Unless(deployed.Count > 0, $"Docker's client does not tell what it deployed: {said}");
            await AwaitAsync(deployed, before, ct);
            var after = await swarm.ServicesAsync(ct);
            if (after.Values.FirstOrDefault(service => deployed.Contains(service.Name) && service.WasTakenBack) is { } failed)
            {
                await TellAsync(failed.Name, ct);
                throw new DeploymentException($"The swarm has taken {failed.Name} back to what ran before.");
            }

            operation.Say("Testing through the edge");
            await _smoke.RunAsync(after, ct);
        }
        catch (DeploymentException failure)
        {
            operation.Warn(failure.Message);
            if (reason is null)
            {
                await GoBackAsync(before, ct);
            }
            else
            {
                operation.Say(reason);
            }

            throw new DeploymentException($"The deployment of {version} failed.");
        }

        await TidyAsync(deployed, ct);
    }

    /// <summary>Services that must not become what they were before, should the update fail; and why then none will.</summary>
    private async Task<(IReadOnlyList<SwarmService> Stay, string? Reason)> WayBackAsync(
        SortedDictionary<string, SwarmService> before,
        CancellationToken ct
    )
    {
        if (before.Count == 0)
        {
            return ([], "There is no earlier version to go back to: everything stays as it is, to be looked at.");
        }

        List<SwarmService> stopped =
        [
            .. before.Values.Where(service =>
                service.HasStopped && operation.AppParts.Any(part => !part.Service.RunsToCompletion && Is(service, part))
            ),
        ];
        var lockedOut = secrets.LockedOut(before.Values);
        if (lockedOut.Count > 0)
        {
            var names = string.Join(" and ", lockedOut.Select(service => service.Name));
            return (
                [.. lockedOut.Union(stopped).Union(before.Values.Where(IsOwn))],
                $"Nothing more is taken back: the database's password or certificate authority of {names} has changed, and with the old one they could not sign in. Mend the cause and deploy again, or deploy the version before with these settings."
            );
        }

        if (stopped.Count > 0)
        {
            return (
                stopped,
                $"Nothing more is taken back: what {stopped[0].Name} was before is an update that has not ended well itself. Mend the cause and deploy again."
            );
        }

        // The schema is the new one already: what ran before is seen to work on it, or not.
        string? why = null;
        await Patience.UntilAsync(ServesWithin, async token => (why = await WhyNotServingAsync(before, token)) is null, ct);
        return why is null
            ? ([], null)
            : (
                [.. before.Values.Where(IsOwn)],
                $"Nothing is taken back: what ran before did not serve on the database as it is now. {why} Mend the cause and deploy again."
            );
    }

    private async Task<string?> WhyNotServingAsync(SortedDictionary<string, SwarmService> services, CancellationToken ct)
    {
        try
        {
            await _smoke.RunAsync(services, ct);
            return null;
        }
        catch (DeploymentException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>What ran before: where an earlier deployment was interrupted, what the swarm makes of it.</summary>
    private async Task<SortedDictionary<string, SwarmService>> SettledAsync(CancellationToken ct)
    {
        if (!await IsSettledAsync(ct))
        {
            operation.Say("app: an earlier update is under way; waiting for its end");
            await Patience.UntilAsync(SettlesWithin, IsSettledAsync, ct);
        }

        return await swarm.ServicesAsync(ct);

        async Task<bool> IsSettledAsync(CancellationToken token) =>
            !(await swarm.ServicesAsync(token)).Values.Any(service => service.IsChanging);
    }

    private async Task<IEnumerable<string>> FilesAsync(IReadOnlyList<SwarmService> stay, CancellationToken ct)
    {
        List<string> files = [operation.Stack.Deploy("app-droplet/stack.yaml")];
        var changes = Path.Combine(operation.Settings.Folder, "stack.override.yaml");
        if (File.Exists(changes))
        {
            files.Add(changes);
        }

        // The swarm must not take them back by itself either. (Not the edge: of ports that a merged file has, Docker's client loses one.)
        var paused = operation
            .AppParts.Where(part => part.Service.Ports.Length == 0 && stay.Any(service => Is(service, part)))
            .Select(part => $"  {part.Name}: {{deploy: {{update_config: {{failure_action: pause}}}}}}\n")
            .ToList();
        if (paused.Count > 0)
        {
            var pause = Path.Combine(operation.Work, "pause.yaml");
            await File.WriteAllTextAsync(pause, $"version: \"3.9\"\nservices:\n{string.Concat(paused)}", ct);
            files.Add(pause);
        }

        return files;
    }

    /// <summary>Until each of some services is what the swarm was told, or what it took it back to.</summary>
    private async Task AwaitAsync(HashSet<string> awaited, SortedDictionary<string, SwarmService> before, CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (await UnfinishedAsync() is { Count: > 0 } unfinished)
        {
            var elapsed = TimeProvider.System.GetElapsedTime(began);
            if (elapsed > WasIllBefore && unfinished.All(one => one.WasIll))
            {
                operation.Warn($"Not well, as before: {string.Join(", ", unfinished.Select(one => $"{one.Name} ({one.Why})"))}");
                return;
            }

            if (elapsed > ConvergesWithin)
            {
                foreach (var (name, _, _) in unfinished)
                {
                    await TellAsync(name, ct);
                }

                throw new DeploymentException(
                    $"Not there after {ConvergesWithin.TotalSeconds:0} s: {string.Join(", ", unfinished.Select(one => $"{one.Name} ({one.Why})"))}"
                );
            }

            await Task.Delay(Pause, ct);
        }

        async Task<List<(string Name, string Why, bool WasIll)>> UnfinishedAsync()
        {
            var services = (await swarm.ServicesAsync(ct)).Values.Where(service => awaited.Contains(service.Name)).ToList();
            var tasks = await swarm.TasksAsync(services.Select(service => service.Name), ct);
            List<(string Name, string Why, bool WasIll)> unfinished = [];
            foreach (var service in services.Where(service => !service.IsOff))
            {
                if (service.HasStopped && !RunsToCompletion(service))
                {
                    await TellAsync(service.Name, ct);
                    throw new DeploymentException($"The update of {service.Name} does not go on.");
                }

                var own = tasks.Where(task => task.Service == service.Name).ToList();
                if (Waits(service, own) is { } why)
                {
                    var wasIll = before.TryGetValue(service.Name, out var old) && !old.HasAllReplicas && old.Template == service.Template;
                    unfinished.Add((service.Name, why, wasIll));
                }
            }

            return unfinished;
        }

        string? Waits(SwarmService service, List<SwarmTask> tasks)
        {
            // Between its being told and the beginning it looks as if there were nothing to do.
            var begins =
                service.Update == ""
                && before.TryGetValue(service.Name, out var old)
                && old.Template != service.Template
                && TimeProvider.System.GetElapsedTime(began) < BeginsWithin;
            return service.IsChanging ? service.Update
                : begins ? "begins"
                : RunsToCompletion(service)
                    ? tasks is [var newest, ..] && newest.Is("Complete") ? null
                        : "has not ended well"
                : !service.HasAllReplicas ? service.Replicas
                : tasks.Any(task => task.IsWanted && task.Image != service.Image) ? "other versions"
                : null;
        }
    }

    private bool RunsToCompletion(SwarmService service) =>
        operation.AppParts.Any(part => part.Service.RunsToCompletion && Is(service, part));

    /// <summary>It has an image of MiniTwit's, and so works with the database.</summary>
    private bool IsOwn(SwarmService service) => operation.AppParts.Any(part => part.Service.OwnImage is not null && Is(service, part));

    private static bool Is(SwarmService service, Part part) => service.Name == Swarm.ServiceOf(part.Name);

    /// <summary>Takes back every service that is another one than before, and what is new.</summary>
    private async Task GoBackAsync(SortedDictionary<string, SwarmService> before, CancellationToken ct)
    {
        operation.Say("Going back to what ran before.");
        var changed = (await swarm.ServicesAsync(ct)).Values.Where(service =>
            !before.TryGetValue(service.Name, out var old) || old.Spec != service.Spec
        );
        foreach (var service in changed)
        {
            await TakeBackAsync(service.Name, before.ContainsKey(service.Name) ? "rollback --detach --quiet" : "rm", ct);
        }

        var version = before.GetValueOrDefault(Swarm.ServiceOf(ResourceNames.Api))?.Version ?? "";
        try
        {
            await AwaitAsync(before.Keys.ToHashSet(), before, ct);
            await _smoke.RunAsync(await swarm.ServicesAsync(ct), ct);
            operation.Say($"Gone back: version {version} serves.");
        }
        catch (DeploymentException failure)
        {
            operation.Warn(failure.Message);
            operation.Say($"Going back failed too: version {version} does not pass.");
        }
    }

    private async Task TakeBackAsync(string service, string how, CancellationToken ct)
    {
        Command.Outcome outcome;
        var tries = 0;
        while ((outcome = await swarm.TryAsync(["service", .. how.Split(' '), service], EndsWithin, ct)).Code != 0 && ++tries < 5)
        {
            // Refused where the swarm itself has just changed it.
            await Task.Delay(Pause, ct);
        }

        if (outcome.Code != 0)
        {
            operation.Warn($"{service} cannot be taken back: {outcome.Said}");
        }
    }

    /// <summary>Removes what no file has any more: services, then secrets and configs that none has, nor would go back to.</summary>
    private async Task TidyAsync(HashSet<string> deployed, CancellationToken ct)
    {
        foreach (var service in (await swarm.ServicesAsync(ct)).Keys.Where(name => !deployed.Contains(name)))
        {
            operation.Say($"app: {service} is no more");
            await swarm.DockerAsync("service rm", ct, service);
        }

        var used = (await swarm.ServicesAsync(ct)).Values.SelectMany(service => service.Uses).ToHashSet();
        foreach (var kind in new[] { "secret", "config" })
        {
            var all = (await swarm.DockerAsync($"{kind} ls --format {{{{.Name}}}}", ct)).Split('\n');
            var unused = all.Where(name => name.StartsWith("minitwit-", StringComparison.Ordinal) && !used.Contains(name)).ToList();
            if (unused.Count > 0)
            {
                // (Those of the migration are refused, as long as it can be looked at.)
                await swarm.TryAsync([kind, "rm", .. unused], EndsWithin, ct);
            }
        }
    }

    /// <summary>Why a service is not well: what became of its newest container that ended badly.</summary>
    private async Task TellAsync(string service, CancellationToken ct)
    {
        if ((await swarm.TasksAsync([service], ct)).FirstOrDefault(task => task.Error != "") is { } task)
        {
            await TellAsync(task, ct);
        }
    }

    private async Task TellAsync(SwarmTask task, CancellationToken ct)
    {
        var log = await swarm.TryAsync(["service", "logs", "--raw", "--tail", $"{LinesTold}", task.Id], EndsWithin, ct);
        var lines = $"{log.Output}\n{log.Errors}".Split('\n', StringSplitOptions.RemoveEmptyEntries);
        operation.Warn(
            $"{task.Service}: {task.State} {task.Error}\n{string.Join('\n', lines.TakeLast(LinesTold).Select(line => line[..Math.Min(line.Length, LongestLine)]))}"
        );
    }

    [GeneratedRegex(@"^(?:Creating|Updating) service (\S+)", RegexOptions.Multiline)]
    private static partial Regex Deployed();
}
