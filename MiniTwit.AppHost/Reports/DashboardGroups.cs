using MiniTwit.AppHost.Hosting;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.AppHost.Reports;

/// <summary>
/// The order of the dashboard's list. The dashboard sorts by kind and then by name, so that the parts of the picture stand apart;
/// under a parent they stand together.
/// </summary>
internal static class DashboardGroups
{
    // In the alphabet's order, since that is the dashboard's.
    private static readonly (string Group, string[] Parts)[] Groups =
    [
        ("apps", [ResourceNames.Web, ResourceNames.Api, ResourceNames.Migrations]),
        ("data", [ResourceNames.Postgres]),
        ("load", [ResourceNames.Simulator]),
        ("observability",
        [
            ResourceNames.Prometheus, ResourceNames.Alertmanager, ResourceNames.Grafana, ResourceNames.Elasticsearch, ResourceNames.ElasticsearchSetup,
            ResourceNames.Logstash, ResourceNames.Kibana, ResourceNames.KibanaSetup,
        ]),
    ];

    // Of no interest once they have done it.
    private static readonly string[] SetupSteps = [ResourceNames.Migrations, ResourceNames.ElasticsearchSetup, ResourceNames.KibanaSetup];

    /// <summary>Puts each part under the heading that AppHost.cs has for it, and what is switched off last.</summary>
    public static void GroupInDashboard(this Stack stack)
    {
        if (stack.IsPublishing)
        {
            return;
        }

        var parts = stack.Builder.Resources.ToDictionary(resource => resource.Name);
        foreach (var (group, names) in Groups)
        {
            stack.AddGroup(group, names.Select(parts.GetValueOrDefault).OfType<IResource>().Where(part => part is not SwitchedOffResource));
        }

        stack.AddGroup("switched-off", parts.Values.OfType<SwitchedOffResource>());
        foreach (var step in SetupSteps.Where(parts.ContainsKey))
        {
            stack.Builder.CreateResourceBuilder(parts[step]).WithHiddenOnCompletion();
        }
    }

    private static void AddGroup(this Stack stack, string name, IEnumerable<IResource> parts)
    {
        var members = parts.ToList();
        if (members.Count == 0)
        {
            return;
        }

        var group = stack.Builder.AddResource(new DashboardGroup(name)).ExcludeFromManifest().WithInitialState(new()
        {
            ResourceType = "Group",
            Properties = [],
        });
        foreach (var member in members)
        {
            stack.Builder.CreateResourceBuilder(member).WithParentRelationship(group.Resource);
        }
    }
}

/// <summary>A heading in the dashboard's list.</summary>
internal sealed class DashboardGroup(string name) : Resource(name);
