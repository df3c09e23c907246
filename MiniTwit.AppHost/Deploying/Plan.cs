using MiniTwit.AppHost.Publishing;

namespace MiniTwit.AppHost.Deploying;

/// <summary>What a deployment would change, by what is there now: <c>deploy/deploy.sh --plan</c>.</summary>
internal static class Plan
{
    private const string Nothing = "as it should be";

    public static async Task SayAsync(Operation operation, DatabaseDroplet database, Swarm swarm, CancellationToken ct)
    {
        var files = await database.CompareAsync(ct);
        List<string> changes =
        [
            .. files.Write.Select(file => $"would write {file}"),
            .. files.Remove.Select(file => $"would remove {file}"),
        ];
        foreach (var change in changes.DefaultIfEmpty($"files are {Nothing}"))
        {
            operation.Say($"db: {change}");
        }

        var there = await swarm.ServicesAsync(ct);
        var handed = await File.ReadAllTextAsync(operation.Stack.Deploy("app-droplet/stack.yaml"), ct);
        var secrets = SwarmSecrets.NamesOf(operation).ToHashSet();
        foreach (var part in operation.AppParts.Where(part => !part.Service.RunsBefore))
        {
            var what = there.TryGetValue(Swarm.ServiceOf(part.Name), out var service)
                ? string.Join(", ", Changes(operation, part, service, name => secrets.Contains(name) || Has(handed, name)))
                : "would be new";
            operation.Say($"app: {part.Name}: {(what == "" ? Nothing : what)}");
        }

        var names = operation.AppParts.Select(part => Swarm.ServiceOf(part.Name)).ToHashSet();
        foreach (var name in there.Keys.Where(name => !names.Contains(name)))
        {
            operation.Say($"app: {name}: would go, unless stack.override.yaml has it");
        }
    }

    private static IEnumerable<string> Changes(Operation operation, Part part, SwarmService service, Predicate<string> isCurrent)
    {
        var (image, running) = (operation.Settings.Fill(part.Image), service.TaggedImage);
        if (image != running)
        {
            yield return $"would be {image}, is {running}";
        }

        var secret = SwarmSecret.Of(part).Select(one => one.Setting).ToHashSet();
        foreach (var (name, value) in part.Environment.Where(one => !secret.Contains(one.Key)))
        {
            if (operation.Settings.Fill(value) != service.Setting(name))
            {
                yield return $"another {name}";
            }
        }

        foreach (var name in service.UsesNow.Where(name => !isCurrent(name)).Distinct())
        {
            yield return $"another content of {Names.WithoutHash(name)}";
        }
    }

    // Of configs, which the file names by their content.
    private static bool Has(string stack, string name) => stack.Contains($"name: {name}\n", StringComparison.Ordinal);
}
