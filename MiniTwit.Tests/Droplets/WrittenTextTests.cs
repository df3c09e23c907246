#pragma warning disable ASPIRECOMPUTE002 // Compute environments are marked experimental.
using System.Text.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Publishing;
using MiniTwit.Tests.Publishing;
using MiniTwit.Tests.Stack;
using YamlDotNet.RepresentationModel;

namespace MiniTwit.Tests.Droplets;

/// <summary>What the model says is what a container gets: the generated files, as Compose and Docker's own client read them.</summary>
[Trait("Tier", "Droplets")]
public sealed class WrittenTextTests : IAsyncLifetime
{
    private const string Entrypoint = "/opt/$HOME/1e3";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    // What readers of YAML take for numbers, dates, nothing, yes or no, and what ends, begins, folds or replaces something.
    private static readonly string[] Texts =
    [
        .. "1 -1 +1 007 0o17 0x10 0b1 1_000 1.0 .5 1. 1e3 1E-3 6.02e+23 .inf -.INF .nan 12:30 1:30:45 190:20:30.15 2026-11-27".Split(' '),
        .. "true True FALSE yes Yes no on Off y N null Null ~ = << - ? : --- ... %TAG @at `tick` !tag &anchor *alias | > , [] {} [x] {a:b}".Split(' '),
        "2026-11-27T10:00:00Z",
        "2026-11-27 10:00:00",
        "",
        " ",
        " before",
        "after ",
        "\ttab\t",
        "key: value",
        "colon:",
        "- item",
        "text # no comment",
        "#text",
        "don't",
        "'single'",
        "\"double\"",
        "back\\slash\\n",
        "$HOME ${HOME} ${VERSION:?} $$ $",
        "{{.Name}} {0}",
        "one\ntwo",
        "one\n\n\n  two\n",
        "one\n",
        "\none",
        "one\r\ntwo",
        "bell\u0007, next line\u0085, line\u2028, no-break\u00a0",
        "blåbærgrød 🫐",
        new string('x', 300) + " " + new string('y', 300),
        "word",
        "a-b_c.d/e:f@g=h,i",
        "--option=1e3",
        "-v",
        "./here",
        "../there",
        "/",
        "512m",
        "1.0.0",
        "10.0.0.0/8",
    ];

    private GeneratedFiles _files = null!;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        if (TwoDroplets.WhyNot is null)
        {
            _files = await GeneratedFiles.WriteAsync(AddTexts);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _files?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Compose_reads_every_text_as_it_was_meant()
    {
        Assert.SkipWhen(TwoDroplets.WhyNot is not null, TwoDroplets.WhyNot ?? "");
        var said = await Shell.RunAsync(
            Limit,
            Parameters(),
            Repository.File(".minitwit", "images", "docker-compose"),
            "--file",
            Path.Combine(_files.Folder, "app-droplet", "compose.yaml"),
            "config",
            "--format",
            "json"
        );
        using var project = JsonDocument.Parse(said);
        var service = project.RootElement.GetProperty("services").GetProperty("texts");

        Assert.Equal(Texts, service.GetProperty("environment").EnumerateObject().Select(variable => Said(variable.Value)));
        Assert.Equal(Texts, service.GetProperty("command").EnumerateArray().Select(Said));
        Assert.Equal(["CMD", .. Texts], service.GetProperty("healthcheck").GetProperty("test").EnumerateArray().Select(Said));
        Assert.Equal([Entrypoint], service.GetProperty("entrypoint").EnumerateArray().Select(Said));

        // It writes what it could read again.
        static string Said(JsonElement text) => text.GetString()!.Replace("$$", "$", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dockers_own_client_reads_every_text_as_it_was_meant()
    {
        Assert.SkipWhen(TwoDroplets.WhyNot is not null, TwoDroplets.WhyNot ?? "");
        var said = await Shell.RunAsync(
            Limit,
            Parameters(),
            "docker",
            "stack",
            "config",
            "--compose-file",
            Path.Combine(_files.Folder, "swarm", "stack.yaml")
        );
        var yaml = new YamlStream();
        yaml.Load(new StringReader(said));
        var service = (YamlMappingNode)yaml.Documents[0].RootNode["services"]["texts"];

        Assert.Equal(Texts, Manifest.Map(service, "environment").Children.Select(variable => variable.Value.ToString()));
        Assert.Equal(Texts, Manifest.Sequence(service, "command"));
        Assert.Equal(["CMD", .. Texts], Manifest.Sequence(Manifest.Map(service, "healthcheck"), "test"));
        Assert.Equal([Entrypoint], Manifest.Sequence(service, "entrypoint"));
    }

    private static void AddTexts(IDistributedApplicationTestingBuilder model)
    {
        var droplet = model.Resources.OfType<DropletResource>().Single(machine => machine.Host == "app");
        var container = model
            .AddContainer("texts", "texts", "1.0")
            .WithComputeEnvironment(model.CreateResourceBuilder(droplet))
            .WithEntrypoint(Entrypoint)
            .WithArgs([.. Texts])
            .AsService(
                new Service
                {
                    Purpose = "Says strange things.",
                    Cpus = "1.0",
                    HealthCheck = ["CMD", .. Texts],
                }
            );
        foreach (var (number, text) in Texts.Index())
        {
            container.WithEnvironment($"TEXT_{number:000}", text);
        }
    }

    /// <summary>A value for each that the files ask for.</summary>
    private Dictionary<string, string> Parameters() =>
        File.ReadLines(Path.Combine(_files.Folder, "app-droplet", ".env.example"))
            .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
            .Select(line => line.Split('=')[0])
            .Concat(Manifest.Secrets(Path.Combine(_files.Folder, "swarm", "stack.yaml")))
            .ToDictionary(name => name, _ => "value", StringComparer.Ordinal);
}
