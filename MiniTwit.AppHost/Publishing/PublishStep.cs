#pragma warning disable ASPIREPIPELINES001, ASPIREPIPELINES004 // Pipelines are marked experimental.
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Hosting;

namespace MiniTwit.AppHost.Publishing;

/// <summary>Writes the files of <c>deploy/</c> that follow from the model: <c>deploy/generate.sh</c>.</summary>
internal static class PublishStep
{
    public static void WriteDropletFilesWhenPublishing(this Stack stack) =>
        stack.Builder.Pipeline.AddStep(
            "write-droplet-files",
            context => WriteAsync(stack, context),
            requiredBy: WellKnownPipelineSteps.Publish
        );

    /// <summary>Files of <c>deploy/</c> that the model would write otherwise now.</summary>
    public static IReadOnlyList<string> Outdated(Stack stack, DistributedApplicationModel model, IReadOnlyList<Part> parts) =>
        [
            .. Files(stack, model.Resources.OfType<DropletResource>(), parts)
                .Where(written =>
                    Path.Combine(stack.Deploy(""), written.File) is var path
                    && (!File.Exists(path) || File.ReadAllText(path) != written.Text)
                )
                .Select(written => $"deploy/{written.File}"),
        ];

    private static async Task WriteAsync(Stack stack, PipelineStepContext context)
    {
        var output = context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();
        var parts = await Part.AllAsync(context.Model, context.ExecutionContext, context.Logger, context.CancellationToken);
        foreach (var (file, text) in Files(stack, context.Model.Resources.OfType<DropletResource>(), parts))
        {
            var path = Path.Combine(output, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, text, context.CancellationToken);
        }
    }

    private static IEnumerable<(string File, string Text)> Files(
        Stack stack,
        IEnumerable<DropletResource> droplets,
        IReadOnlyList<Part> parts
    )
    {
        var app = Part.AppDroplet(parts);
        // DNS knows what runs on every node.
        var targets = TargetFiles
            .Write(parts.Where(part => part.Droplet != app || !part.Service.OnEveryNode))
            .Append(ReplicaRules.Write(parts))
            .ToList();
        foreach (var (file, text) in targets)
        {
            yield return ($"{app.Name}/targets/{file}", text);
        }

        var before = parts.Where(part => part.Droplet == app).ToLookup(part => part.Service.RunsBefore);
        yield return (
            $"{app.Name}/stack.yaml",
            Swarm(before[false]).Write("The services of the app droplet, as the swarm's stack minitwit.")
        );
        yield return (
            $"{app.Name}/migrations.yaml",
            Swarm(before[true])
                .Write("What each deployment runs to its end before it changes a service: the swarm's stack minitwit-migrations.")
        );
        foreach (var droplet in droplets.Where(droplet => droplet != app))
        {
            yield return ($"{droplet.Name}/compose.yaml", new ComposeFile(droplet, parts).Write());
        }

        var parameters = Setting.Of(parts);
        yield return ("production.env.example", SettingsExample.Write(parameters));
        yield return ("manifest.json", ManifestFile.Write(parts, parameters));

        // The files of the repository are where they are; relative paths to them start from where these will be committed.
        StackFile Swarm(IEnumerable<Part> services) => new([.. services], parts, targets, stack.Deploy(app.Name), stack.Repository);
    }
}
