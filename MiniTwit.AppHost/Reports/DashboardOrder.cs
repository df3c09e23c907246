using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Reports;

/// <summary>
/// The order of the dashboard's list, which goes by kind and then by name: containers and processes first, the apps last. Parts under
/// a parent stand with it, so that the list begins with the pages and goes on as the picture does, from whoever asks to whoever answers.
/// </summary>
internal static class DashboardOrder
{
    private static readonly (string Parent, string[] Children)[] Families =
    [
        (ResourceNames.Web, [ResourceNames.Api]),
        (ResourceNames.Api, [ResourceNames.Postgres, ResourceNames.Migrations, ResourceNames.Simulator]),
        (
            Heading.Observability,
            [
                ResourceNames.Prometheus,
                ResourceNames.Alertmanager,
                ResourceNames.Grafana,
                ResourceNames.Elasticsearch,
                ResourceNames.ElasticsearchSetup,
                ResourceNames.Logstash,
                ResourceNames.Kibana,
                ResourceNames.KibanaSetup,
            ]
        ),
    ];

    // Of no interest once they have done it.
    private static readonly string[] SetupSteps = [ResourceNames.Migrations, ResourceNames.ElasticsearchSetup, ResourceNames.KibanaSetup];

    public static void OrderDashboard(this Stack stack)
    {
        if (stack.IsPublishing)
        {
            return;
        }

        stack.AddHeading(Heading.Observability);
        var parts = stack.Builder.Resources.ToDictionary(resource => resource.Name);
        foreach (var (parent, child) in Families.SelectMany(family => family.Children, (family, child) => (family.Parent, child)))
        {
            if (parts.TryGetValue(child, out var part))
            {
                stack.Builder.CreateResourceBuilder(part).WithParentRelationship(parts[parent]);
            }
        }

        foreach (var step in SetupSteps.Where(parts.ContainsKey))
        {
            stack.Builder.CreateResourceBuilder(parts[step]).WithHiddenOnCompletion();
        }
    }

    private static void AddHeading(this Stack stack, string name) =>
        stack
            .Builder.AddResource(new Heading(name))
            .ExcludeFromManifest()
            .WithInitialState(
                new()
                {
                    // After "Project", so below the apps.
                    ResourceType = "View",
                    Properties = [],
                    State = new ResourceStateSnapshot("Group", KnownResourceStateStyles.Info),
                    IconName = "DataTrending",
                }
            );
}

/// <summary>A line of the dashboard's list with nothing behind it but what stands below.</summary>
internal sealed class Heading(string name) : Resource(name)
{
    public const string Observability = "observability";
}
