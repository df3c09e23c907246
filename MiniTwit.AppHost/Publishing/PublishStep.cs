#pragma warning disable ASPIREPIPELINES001, ASPIREPIPELINES004 // Pipelines are marked experimental.
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Hosting;

namespace MiniTwit.AppHost.Publishing;

/// <summary>Writes the droplets' files from the model: <c>deploy/generate.sh</c>.</summary>
internal static class PublishStep
{
    public static void WriteDropletFilesWhenPublishing(this Stack stack) =>
        stack.Builder.Pipeline.AddStep(
            "write-droplet-files",
            context => WriteAsync(stack, context),
            requiredBy: WellKnownPipelineSteps.Publish
        );

    private static async Task WriteAsync(Stack stack, PipelineStepContext context)
    {
        var output = context.Services.GetRequiredService<IPipelineOutputService>().GetOutputDirectory();
        var parts = await Part.AllAsync(context.Model, context.ExecutionContext, context.Logger, context.CancellationToken);
        foreach (var droplet in context.Model.Resources.OfType<DropletResource>())
        {
            // The files of the repository are where they are; relative paths to them start from where these will be committed.
            var home = stack.Deploy(droplet.Name);
            await SaveAsync(ComposeFile.Write(droplet, parts, home), output, droplet.Name, "compose.yaml");
            await SaveAsync(EnvironmentExample.Write(droplet, parts), output, droplet.Name, ".env.example");
            foreach (
                var (file, text) in TargetFiles
                    .Write(parts)
                    .Append(ReplicaRules.Write(parts))
                    .Where(_ => parts.Any(part => part.Droplet == droplet && part.Resource.Annotations.OfType<ReadsTargets>().Any()))
            )
            {
                await SaveAsync(text, output, droplet.Name, "targets", file);
            }
        }

        var app = parts.First(part => part.Service.Edge).Droplet;
        var onNodes = parts.Where(part => part.Droplet == app && part.Service.OnEveryNode).ToList();
        var targets = TargetFiles.Write(parts.Except(onNodes)).Append(ReplicaRules.Write(parts)).ToList();
        foreach (var (file, text) in targets)
        {
            await SaveAsync(text, output, "swarm", "targets", file);
        }

        await SaveAsync(new StackFile(app, parts, targets, stack.Deploy("swarm")).Write(), output, "swarm", "stack.yaml");
        await SaveAsync(
            StackSecret.Write(parts.Where(part => part.Droplet == app).SelectMany(StackSecret.Of)),
            output,
            "swarm",
            "secrets.env"
        );

        async Task SaveAsync(string text, params string[] path)
        {
            var file = Path.Combine(path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text, context.CancellationToken);
        }
    }
}
