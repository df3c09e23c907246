using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using MiniTwit.AppHost.Reports;
using MiniTwit.ServiceDefaults;

namespace MiniTwit.Tests.AppHost;

/// <summary>The model that is built for each way of hosting; nothing is started.</summary>
public sealed partial class ModelTests
{
    private static readonly string[] Parts =
    [
        ResourceNames.Alertmanager,
        ResourceNames.Api,
        ResourceNames.Elasticsearch,
        ResourceNames.ElasticsearchSetup,
        ResourceNames.Grafana,
        ResourceNames.Kibana,
        ResourceNames.KibanaSetup,
        ResourceNames.Logstash,
        ResourceNames.Migrations,
        ResourceNames.Database,
        ResourceNames.Postgres,
        ResourceNames.Prometheus,
        ResourceNames.Simulator,
        ResourceNames.Web,
    ];

    [Theory]
    [InlineData("containers")]
    [InlineData("processes")]
    [InlineData("Containers")]
    public async Task Both_ways_of_hosting_have_the_same_parts(string hosting)
    {
        await using var model = await Model.CreateAsync(hosting);

        // The steps that set up what is off are not there.
        var parts = hosting == "processes" ? Parts.Except([ResourceNames.ElasticsearchSetup, ResourceNames.KibanaSetup]) : Parts;
        Assert.Equal(
            parts.Order(StringComparer.Ordinal),
            model.Parts.Where(part => part is not Heading).Select(part => part.Name).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Containers_run_images_of_exact_versions()
    {
        await using var model = await Model.CreateAsync("containers");
        var images = model
            .Parts.SelectMany(part => part.Annotations.OfType<ContainerImageAnnotation>(), (part, image) => (part.Name, image.Tag))
            .ToList();

        Assert.Equal(
            [
                ResourceNames.Alertmanager,
                ResourceNames.Elasticsearch,
                ResourceNames.ElasticsearchSetup,
                ResourceNames.Grafana,
                ResourceNames.Kibana,
                ResourceNames.KibanaSetup,
                ResourceNames.Logstash,
                ResourceNames.Postgres,
                ResourceNames.Prometheus,
            ],
            images.Select(image => image.Name).Order(StringComparer.Ordinal)
        );
        Assert.All(images, image => Assert.Matches(ExactVersion(), image.Tag));
    }

    [Fact]
    public async Task Without_a_container_runtime_no_part_is_a_container()
    {
        await using var model = await Model.CreateAsync("processes");

        Assert.DoesNotContain(model.Parts, part => part.Annotations.OfType<ContainerImageAnnotation>().Any());
    }

    [Theory]
    [InlineData("containers", new[] { ResourceNames.Kibana, ResourceNames.KibanaSetup, ResourceNames.Simulator })]
    [InlineData("processes", new[] { ResourceNames.Simulator })]
    public async Task Kibana_and_the_simulator_are_started_by_hand_and_nothing_else_waits_for_them(string hosting, string[] byHand)
    {
        await using var model = await Model.CreateAsync(hosting);

        var started = model.Parts.ToLookup(part => !part.Annotations.OfType<ExplicitStartupAnnotation>().Any());
        Assert.Equal(byHand, started[false].Select(part => part.Name).Order(StringComparer.Ordinal));
        Assert.Empty(
            started[true]
                .SelectMany(part => part.Annotations.OfType<WaitAnnotation>())
                .Select(wait => wait.Resource)
                .Intersect(started[false])
        );
    }

    [Theory]
    [InlineData("containers")]
    [InlineData("processes")]
    public async Task Apps_wait_for_data_and_each_other_and_nobody_for_observability(string hosting)
    {
        await using var model = await Model.CreateAsync(hosting);

        var waits = model
            .Parts.Where(part => part is ProjectResource)
            .SelectMany(part => part.Annotations.OfType<WaitAnnotation>(), (part, wait) => $"{part.Name} for {wait.Resource.Name}")
            // Waiting for a database is waiting for its server, too.
            .Where(wait => wait != $"{ResourceNames.Migrations} for {ResourceNames.Postgres}");

        Assert.Equal(
            [
                $"{ResourceNames.Api} for {ResourceNames.Migrations}",
                $"{ResourceNames.Migrations} for {ResourceNames.Database}",
                $"{ResourceNames.Web} for {ResourceNames.Api}",
            ],
            waits.Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("containers")]
    [InlineData("processes")]
    public async Task Only_the_API_service_is_told_where_the_database_is(string hosting)
    {
        await using var model = await Model.CreateAsync(hosting);
        var told = new List<string>();
        foreach (var part in model.Parts.OfType<ProjectResource>())
        {
            var environment = await model.EnvironmentAsync(part);
            if (
                environment.Any(v =>
                    v.Key.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase) || Mentions(v.Value, ResourceNames.Postgres)
                )
            )
            {
                told.Add(part.Name);
            }
        }

        Assert.Equal([ResourceNames.Api, ResourceNames.Migrations], told.Order(StringComparer.Ordinal));
    }

    /// <summary>Addresses, host names and versions are the droplets' and would only fill the dashboard's list.</summary>
    [Theory]
    [InlineData("containers")]
    [InlineData("processes")]
    public async Task A_local_run_has_no_parameters_but_secrets(string hosting)
    {
        await using var model = await Model.CreateAsync(hosting);

        Assert.NotEmpty(model.Parameters);
        Assert.All(model.Parameters, parameter => Assert.True(parameter.Secret, parameter.Name));
    }

    [Theory]
    [InlineData("docker")]
    [InlineData("1")]
    [InlineData("7")]
    public async Task A_way_of_hosting_that_does_not_exist_is_told(string hosting)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => Model.CreateAsync(hosting));

        Assert.Equal($"MINITWIT_HOSTING is '{hosting}'; it takes 'containers' or 'processes'.", error.GetBaseException().Message);
    }

    private static bool Mentions(object value, string name) =>
        value.ToString()!.Contains(name, StringComparison.OrdinalIgnoreCase)
        || (
            value is IValueWithReferences { References: var references }
            && references.OfType<IResource>().Any(resource => resource.Name == name)
        );

    [GeneratedRegex(@"^v?\d+\.\d+(\.\d+)?$")]
    private static partial Regex ExactVersion();
}
