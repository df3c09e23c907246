using System.Text.Json;
using System.Text.RegularExpressions;
using MiniTwit.Tests.Alerting;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Publishing;

/// <summary>What the model says is what a container gets: the generated files, as the real Compose reads them.</summary>
public sealed partial class WrittenTextTests
{
    [Theory]
    [InlineData("app", Manifest.SwarmStack)]
    [InlineData("database", Manifest.Compose)]
    public async Task Compose_reads_every_text_as_it_was_meant(string droplet, string written)
    {
        using var files = await GeneratedFiles.WriteAsync(model => StrangeTexts.AddTo(model, droplet));
        var file = Path.Combine(files.Folder, written);
        var parameters = Parameter().Matches(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));

        var (code, said) = await Deployment.RunAsync(
            Repository.File(".minitwit", "images", "docker-compose"),
            ["--file", file, "config", "--format", "json", "--output", $"{file}.json"],
            parameters.Select(match => match.Groups[1].Value).Distinct().ToDictionary(name => name, _ => "127.0.0.1")
        );

        Assert.True(code == 0, said);
        using var project = JsonDocument.Parse(await File.ReadAllTextAsync($"{file}.json", TestContext.Current.CancellationToken));
        var service = project.RootElement.GetProperty("services").GetProperty(StrangeTexts.Part);
        Assert.Equal(
            StrangeTexts.All,
            service
                .GetProperty("environment")
                .EnumerateObject()
                .OrderBy(variable => variable.Name, StringComparer.Ordinal)
                .Select(variable => Said(variable.Value))
        );
        Assert.Equal(StrangeTexts.All, Texts(service.GetProperty("command")));
        Assert.Equal(["CMD", .. StrangeTexts.All], Texts(service.GetProperty("healthcheck").GetProperty("test")));
        Assert.Equal([StrangeTexts.Entrypoint], Texts(service.GetProperty("entrypoint")));
        Assert.Equal(StrangeTexts.User, Said(service.GetProperty("user")));
        Assert.Equal(
            [(StrangeTexts.Volume, StrangeTexts.Folder), (StrangeTexts.Folder, $"/host{StrangeTexts.Folder}")],
            service
                .GetProperty("volumes")
                .EnumerateArray()
                .Select(volume => (Said(volume.GetProperty("source")), Said(volume.GetProperty("target"))))
        );
    }

    private static IEnumerable<string> Texts(JsonElement list) => list.EnumerateArray().Select(Said);

    // It writes what it could read again.
    private static string Said(JsonElement text) => text.GetString()!.Replace("$$", "$", StringComparison.Ordinal);

    [GeneratedRegex(@"(?<!\$)\$\{([A-Z0-9_]+):\?\}")]
    private static partial Regex Parameter();
}
