using System.Text.Json;
using System.Text.RegularExpressions;
using MiniTwit.AppHost;
using MiniTwit.AppHost.Droplets;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.AppHost;
using MiniTwit.Tests.Publishing;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Logging;

/// <summary>Logstash cannot be had where the tests run. What its configuration says is held against what it knows and what is around it.</summary>
public sealed partial class LogstashPipelineTests
{
    [Fact]
    public void What_it_knows_was_looked_up_for_the_version_that_ships() => Assert.Equal(LogstashSettings.LookedUpIn, Images.Logstash.Tag);

    [Fact]
    public void Lines_go_from_files_through_one_filter_to_elasticsearch() =>
        Assert.Equal(["input file", "filter mutate", "output elasticsearch"], LogstashPipeline.Read().Select(part => part.Plugin));

    [Fact]
    public void Every_setting_is_one_of_its_plugin() =>
        Assert.All(LogstashPipeline.Read(), part => Assert.Empty(part.Settings.Keys.Except(LogstashSettings.OfPlugins[part.Plugin])));

    [Fact]
    public void Every_setting_of_the_whole_is_one()
    {
        var names = File.ReadLines(Repository.File("deploy", "logstash", "logstash.yml"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(": ")[0]);

        Assert.Empty(names.Except(LogstashSettings.OfTheWhole));
    }

    [Fact]
    public void It_reads_the_apps_files_from_their_beginning_and_forgets_none_that_it_would_begin_anew()
    {
        var input = Settings("input file");

        Assert.Equal($"{Logs.InContainers}/*.jsonl", input["path"]);
        Assert.Equal(("tail", "beginning", "json"), (input["mode"], input["start_position"], input["codec"]));
        // Its data is a volume: positions outlive the container.
        Assert.StartsWith("/usr/share/logstash/data/", input["sincedb_path"], StringComparison.Ordinal);
        Assert.Equal(input["sincedb_clean_after"], input["ignore_older"]);
    }

    [Fact]
    public void It_writes_to_the_stream_of_the_template_as_a_user_whom_the_setup_makes()
    {
        var output = Settings("output elasticsearch");
        var stream = $"{output["data_stream_type"]}-{output["data_stream_dataset"]}-{output["data_stream_namespace"]}";
        using var template = JsonDocument.Parse(File.ReadAllText(Repository.File("deploy", "elasticsearch", "index-template.json")));
        var pattern = Assert.Single(template.RootElement.GetProperty("index_patterns").EnumerateArray()).GetString()!;
        var setup = File.ReadAllText(Repository.File("deploy", "elasticsearch", "setup.sh"));

        Assert.Equal("true", output["data_stream"]);
        Assert.Matches($"^{Regex.Escape(pattern).Replace(@"\*", ".*", StringComparison.Ordinal)}$", stream);
        Assert.Contains($"/{stream}/_rollover", setup, StringComparison.Ordinal);
        Assert.Contains($"/_security/user/{output["user"]}\n", setup, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("containers")]
    [InlineData("droplets")]
    public async Task Its_environment_has_what_it_takes_from_it(string where)
    {
        var asked = LogstashPipeline.Read().SelectMany(part => part.Settings.Values).SelectMany(value => Variable().Matches(value));

        var given = where == "containers" ? await InModelAsync() : OnDroplets();

        Assert.Empty(asked.Select(variable => variable.Groups[1].Value).Except(given));
    }

    private static IReadOnlyDictionary<string, string> Settings(string plugin) =>
        LogstashPipeline.Read().Single(part => part.Plugin == plugin).Settings;

    private static async Task<IEnumerable<string>> InModelAsync()
    {
        await using var model = await Model.CreateAsync("containers");
        return (await model.EnvironmentAsync(model.Part(ResourceNames.Logstash))).Keys;
    }

    private static IEnumerable<string> OnDroplets() =>
        Manifest.Settings(Manifest.Read(Manifest.SwarmStack, "services")[ResourceNames.Logstash]);

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();
}
