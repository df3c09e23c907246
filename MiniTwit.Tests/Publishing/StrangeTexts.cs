using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MiniTwit.AppHost.Droplets;
using MiniTwit.AppHost.Publishing;

namespace MiniTwit.Tests.Publishing;

/// <summary>
/// What readers of YAML take for numbers, dates, nothing, yes or no, and what ends, begins, folds or replaces something; and a part of
/// the model that has them all.
/// </summary>
internal static class StrangeTexts
{
    public const string Part = "texts";
    public const string Entrypoint = "/opt/$HOME/${X:?}/1e3";
    public const string Volume = "strange";
    public const string Folder = "/var/$lib";
    public const string User = "1_000";

    public static readonly string[] All =
    [
        .. "1 -1 +1 007 0o17 0x10 0b1 1_000 1.0 .5 1. 1e3 1E-3 6.02e+23 .inf -.INF .nan 12:30 1:30:45 190:20:30.15 2026-11-27".Split(' '),
        .. "true True FALSE yes Yes no on Off y N null Null ~ = << - ? : --- ... %TAG @at `tick` !tag &anchor *alias | > ,".Split(' '),
        .. "[] {} [x] {a:b} word a-b_c.d/e:f@g=h,i --option=1e3 -v ./here ../there / 512m 1.0.0 10.0.0.0/8".Split(' '),
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
    ];

    /// <summary>A part that has nothing strange yet.</summary>
    /// <param name="model">That it is added to.</param>
    /// <param name="host">The droplet that it runs on, by the name in metrics.</param>
    public static IResourceBuilder<ContainerResource> Add(IDistributedApplicationTestingBuilder model, string host)
    {
        var droplet = model.Resources.OfType<DropletResource>().Single(machine => machine.Host == host);
        return model
            .AddContainer(Part, Part, "1.0")
            .WithComputeEnvironment(model.CreateResourceBuilder(droplet))
            .AsService(new Service { Purpose = "Says nothing.", Cpus = "1.0" });
    }

    public static void AddTo(IDistributedApplicationTestingBuilder model, string host)
    {
        var container = Add(model, host)
            .WithEntrypoint(Entrypoint)
            .WithArgs([.. All])
            .WithVolume(Volume, Folder)
            .AsService(
                new Service
                {
                    Purpose = "Says strange things.",
                    Cpus = "1.0",
                    HealthCheck = ["CMD", .. All],
                    User = User,
                    HostFolders = [$"{Folder}:/host{Folder}"],
                }
            );
        foreach (var (number, text) in All.Index())
        {
            container.WithEnvironment($"TEXT_{number:000}", text);
        }
    }
}
