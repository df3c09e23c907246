using System.Net.Http.Headers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Commands;

/// <summary>Buttons in the dashboard for a local run.</summary>
internal static class DemoCommands
{
    // As WithInternalCommand names it.
    private const string SeedCommand = "internal-seed";

    public static IResourceBuilder<ProjectResource> WithDemoCommands(this IResourceBuilder<ProjectResource> api, Stack stack)
    {
        if (stack.IsPublishing)
        {
            return api;
        }

        if (stack.Builder.Configuration.GetValue<bool>("Demo:Seed"))
        {
            api.OnResourceReady((_, ready, cancellation) => SeedAsync(ready, cancellation));
        }

        return api.WithEnvironment("Demo__Enabled", "true")
            .WithInternalCommand(stack, "/internal/seed", "Seed demo data", "DatabaseArrowDown", confirmation: null)
            .WithInternalCommand(
                stack,
                "/internal/reset",
                "Reset the database",
                "DatabaseWarning",
                "Delete every user, message and follow?"
            );
    }

    /// <summary>The simulator, which plays a made-up scenario at a lively pace when it is started.</summary>
    public static void AddSimulator(this Stack stack, IResourceBuilder<ProjectResource> api)
    {
        if (stack.IsPublishing)
        {
            return;
        }

        stack
            .AddProject<Projects.MiniTwit_Simulator>(ResourceNames.Simulator)
            .WithArgs("run", "--users", "100", "--commands", "5000", "--seed", "1", "--speed", "max")
            .WithReference(api)
            .WithExplicitStart();
    }

    private static async Task SeedAsync(ResourceReadyEvent ready, CancellationToken cancellation)
    {
        var seeded = await ready
            .Services.GetRequiredService<ResourceCommandService>()
            .ExecuteCommandAsync(ready.Resource, SeedCommand, cancellation);
        await Console.Out.WriteLineAsync(
            seeded.Success
                ? "Demo data is in. Sign in as Ada Lovelace, password minitwit-demo.\n"
                : $"Demo data is not in: {seeded.Message}\n"
        );
    }

    private static IResourceBuilder<ProjectResource> WithInternalCommand(
        this IResourceBuilder<ProjectResource> api,
        Stack stack,
        string path,
        string title,
        string icon,
        string? confirmation
    ) =>
        api.WithHttpCommand(
            path,
            title,
            endpointName: ResourceNames.ManagementEndpoint,
            commandName: path.TrimStart('/').Replace('/', '-'),
            commandOptions: new HttpCommandOptions
            {
                Method = HttpMethod.Post,
                IconName = icon,
                ConfirmationMessage = confirmation,
                PrepareRequest = async request =>
                    request.Request.Headers.Authorization = new AuthenticationHeaderValue(
                        "Bearer",
                        await stack.InternalKey.Resource.GetValueAsync(request.CancellationToken)
                    ),
            }
        );
}
