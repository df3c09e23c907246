using System.Net.Http.Headers;
using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Commands;

/// <summary>Buttons in the dashboard for a local run.</summary>
internal static class DemoCommands
{
    public static IResourceBuilder<ProjectResource> WithDemoCommands(this IResourceBuilder<ProjectResource> api, Stack stack)
    {
        if (stack.Builder.ExecutionContext.IsPublishMode)
        {
            return api;
        }

        return api
            .WithEnvironment("Demo__Enabled", "true")
            .WithInternalCommand(stack, "/internal/seed", "Seed demo data", "DatabaseArrowDown", confirmation: null)
            .WithInternalCommand(stack, "/internal/reset", "Reset the database", "DatabaseWarning", "Delete every user, message and follow?");
    }

    /// <summary>The simulator plays a made-up scenario at a lively pace.</summary>
    public static IResourceBuilder<ProjectResource> WithScenario(this IResourceBuilder<ProjectResource> simulator) =>
        simulator.WithArgs("run", "--users", "100", "--commands", "5000", "--seed", "1", "--speed", "max");

    private static IResourceBuilder<ProjectResource> WithInternalCommand(
        this IResourceBuilder<ProjectResource> api, Stack stack, string path, string title, string icon, string? confirmation) => api.WithHttpCommand(
            path,
            title,
            endpointName: ResourceNames.ManagementEndpoint,
            commandName: path.TrimStart('/').Replace('/', '-'),
            commandOptions: new HttpCommandOptions
            {
                Method = HttpMethod.Post,
                IconName = icon,
                ConfirmationMessage = confirmation,
                PrepareRequest = async request => request.Request.Headers.Authorization =
                    new AuthenticationHeaderValue("Bearer", await stack.InternalKey.Resource.GetValueAsync(request.CancellationToken)),
            });
}
