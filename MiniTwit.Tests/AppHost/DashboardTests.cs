using Aspire.Hosting.ApplicationModel;
using MiniTwit.AppHost.Reports;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.Tests.AppHost;

/// <summary>The dashboard's first screen, which is a list by kind and name with children under their parents.</summary>
public sealed class DashboardTests
{
    [Theory]
    [InlineData("containers")]
    [InlineData("processes")]
    public async Task The_list_begins_with_the_pages_and_ends_with_what_watches_them(string hosting)
    {
        await using var model = await Model.CreateAsync(hosting);

        Assert.Equal(
            [ResourceNames.Web, Heading.Observability],
            model.Parts.Where(part => Parent(part) is null).OrderBy(Kind, StringComparer.Ordinal).Select(part => part.Name)
        );
        Assert.Equal(ResourceNames.Web, Parent(model.Part(ResourceNames.Api))!.Name);
        Assert.Equal(ResourceNames.Api, Parent(model.Part(ResourceNames.Postgres))!.Name);
    }

    [Fact]
    public async Task What_is_off_stands_below_what_runs()
    {
        await using var model = await Model.CreateAsync("processes");

        var watching = model
            .Parts.Where(part => Parent(part)?.Name == Heading.Observability)
            .OrderBy(Kind, StringComparer.Ordinal)
            .ThenBy(part => part.Name, StringComparer.Ordinal);
        Assert.Equal(
            [
                ResourceNames.Alertmanager,
                ResourceNames.Prometheus,
                ResourceNames.Elasticsearch,
                ResourceNames.Grafana,
                ResourceNames.Kibana,
                ResourceNames.Logstash,
            ],
            watching.Select(part => part.Name)
        );
    }

    [Theory]
    [InlineData("FailedToStart", null, "Starting", "could not start")]
    [InlineData("Exited", 3, "Running", "ended with exit code 3")]
    [InlineData("Finished", 3, "Running", "ended with exit code 3")]
    [InlineData("Finished", 0, "Running", null)]
    [InlineData("Exited", 143, "Stopping", null)]
    [InlineData("Running", null, "Starting", null)]
    public void A_part_has_failed_when_it_did_not_start_or_ended_unasked_with_an_error(
        string state,
        int? exitCode,
        string before,
        string? failure
    ) =>
        Assert.Equal(
            failure,
            FailureReport.Failure(
                new()
                {
                    ResourceType = "Executable",
                    Properties = [],
                    State = new ResourceStateSnapshot(state, null),
                    ExitCode = exitCode,
                },
                before
            )
        );

    private static IResource? Parent(IResource part) =>
        part is IResourceWithParent child
            ? child.Parent
            : part.Annotations.OfType<ResourceRelationshipAnnotation>().SingleOrDefault(relation => relation.Type == "Parent")?.Resource;

    private static string Kind(IResource part) =>
        part.Annotations.OfType<ResourceSnapshotAnnotation>().LastOrDefault()?.InitialSnapshot.ResourceType
        ?? part switch
        {
            ProjectResource => "Project",
            ContainerResource => "Container",
            _ => "Executable",
        };
}
