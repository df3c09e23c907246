using Aspire.Hosting.ApplicationModel;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.AppHost;

namespace MiniTwit.Tests.Logging;

/// <summary>The log pipeline as the model describes it for containers, without starting any.</summary>
public sealed class LogPipelineTests
{
    private static readonly string[] Parts =
    [
        ResourceNames.Elasticsearch,
        ResourceNames.ElasticsearchSetup,
        ResourceNames.Logstash,
        ResourceNames.Kibana,
        ResourceNames.KibanaSetup,
        ResourceNames.Grafana,
    ];

    [Fact]
    public async Task No_part_gets_a_secret_as_an_argument()
    {
        await using var model = await Model.CreateAsync("containers");

        foreach (var part in Parts.Select(name => model.Parts.OfType<ContainerResource>().Single(r => r.Name == name)))
        {
            var arguments = new List<object>();
            foreach (var annotation in part.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
            {
                await annotation.Callback(new CommandLineArgsCallbackContext(arguments, TestContext.Current.CancellationToken));
            }

            Assert.All(arguments, argument => Assert.IsType<string>(argument));
        }
    }

    [Fact]
    public async Task Logstash_and_kibana_wait_for_the_setup()
    {
        await using var model = await Model.CreateAsync("containers");

        foreach (var name in new[] { ResourceNames.Logstash, ResourceNames.Kibana })
        {
            var wait = model.Parts.Single(r => r.Name == name).Annotations.OfType<WaitAnnotation>().Single();
            Assert.Equal((ResourceNames.ElasticsearchSetup, WaitType.WaitForCompletion), (wait.Resource.Name, wait.WaitType));
        }
    }

    [Fact]
    public async Task Apps_wait_for_no_part_of_it()
    {
        await using var model = await Model.CreateAsync("containers");

        var waits = model
            .Parts.OfType<ProjectResource>()
            .SelectMany(r => r.Annotations.OfType<WaitAnnotation>())
            .Select(w => w.Resource.Name);
        Assert.Empty(waits.Intersect(Parts));
    }
}
