#pragma warning disable ASPIREPIPELINES001 // Pipelines are marked experimental.
using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MiniTwit.AppHost.Hosting;

namespace MiniTwit.AppHost.Deploying;

/// <summary>
/// What operators do, as steps of the pipeline: <c>aspire deploy</c>, or <c>deploy/pipeline.sh STEP</c> with the options of
/// <see cref="Operation"/>.
/// </summary>
internal static class DeploySteps
{
    // Undoing a move of the database takes this long at most.
    private static readonly TimeSpan EndsWithin = TimeSpan.FromMinutes(20);

    public static void AddDeploySteps(this Stack stack)
    {
        if (!stack.IsPublishing)
        {
            return;
        }

        // By a function, so that it is disposed of at the end.
        stack.Builder.Services.AddSingleton(_ => new Begun(stack));
        stack.Builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = EndsWithin);
        // One after the other, in one operation.
        AddStep("check-droplets", (begun, ct) => begun.Deployment.CheckAsync(ct));
        AddStep("deploy-database", (begun, ct) => begun.Deployment.DeployDatabaseAsync(ct), after: "check-droplets");
        AddStep("migrate-database", (begun, ct) => begun.Deployment.MigrateAsync(ct), after: "deploy-database");
        AddStep(
            "deploy-apps",
            (begun, ct) => begun.Deployment.DeployAppsAsync(ct),
            after: "migrate-database",
            partOf: WellKnownPipelineSteps.Deploy
        );
        // Each on its own.
        AddStep("plan-deployment", (begun, ct) => Deployment.PlanAsync(begun.Operation, ct));
        AddStep("restore-database", (begun, ct) => Restore.RunAsync(begun.Operation, ct));
        AddStep("move-database", (begun, ct) => Move.RunAsync(begun.Operation, ct));
        AddStep("upgrade-database", (begun, ct) => Upgrade.RunAsync(begun.Operation, ct));

        void AddStep(string name, Func<Begun, CancellationToken, Task> run, string? after = null, string? partOf = null) =>
            stack.Builder.Pipeline.AddStep(
                name,
                async context =>
                {
                    var begun = context.Services.GetRequiredService<Begun>();
                    await begun.BeginAsync(context);
                    try
                    {
                        await run(begun, begun.Operation.Ending);
                    }
                    catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
                    {
                        throw new DeploymentException(
                            "Ended, since the terminal or the connection that held the lock is gone. Run it again."
                        );
                    }
                },
                dependsOn: after,
                requiredBy: partOf
            );
    }

    /// <summary>The operation of this run, which all its steps share.</summary>
    private sealed class Begun(Stack stack) : IAsyncDisposable
    {
        private Operation? _operation;

        public Operation Operation => _operation!;

        public Deployment Deployment => field ??= new(Operation);

        public async Task BeginAsync(PipelineStepContext context)
        {
            if (context.Services.GetRequiredService<IOptions<PipelineOptions>>().Value.Step is not { Length: > 0 })
            {
                // The pipeline would take all of them.
                throw new DeploymentException("Which step? --step NAME");
            }

            _operation ??= await Operation.BeginAsync(stack, context);
        }

        public ValueTask DisposeAsync() => _operation?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
