using System.Globalization;
using System.Text.RegularExpressions;
using MiniTwit.AppHost.Publishing;
using MiniTwit.Tests.Stack;
using static MiniTwit.Tests.Publishing.Manifest;

namespace MiniTwit.Tests.Publishing;

/// <summary>Whoever reads <c>manifest.json</c> or fills in <c>production.env.example</c> knows of all that is deployed.</summary>
public sealed partial class ManifestFileTests
{
    [Fact]
    public void It_has_every_service_of_every_file()
    {
        Assert.Equal(Read(SwarmStack, "services").Keys, Names(service => service is { Droplet: "app-droplet", RunsBefore: false }));
        Assert.Equal(Read(Migrations, "services").Keys, Names(service => service.RunsBefore));
        Assert.Equal(Read(Compose, "services").Keys, Names(service => service.Droplet == "db-droplet"));
    }

    [Fact]
    public void It_has_every_image() =>
        Assert.Equal(
            InSwarm()
                .Values.Concat(Read(Compose, "services").Values)
                .Select(service => Scalar(service, "image"))
                .Distinct()
                .Order(StringComparer.Ordinal),
            DeployedParts.Images
        );

    [Fact]
    public void It_has_what_the_stack_says_of_each_service() =>
        Assert.All(
            Read(SwarmStack, "services"),
            service =>
            {
                var known = DeployedParts.Service(service.Key);
                var deploy = Map(service.Value, "deploy");
                Assert.Equal(Scalar(service.Value, "image"), known.Image);
                Assert.Equal(known.OnEveryNode ? "global" : "", Scalar(deploy, "mode"));
                Assert.Equal(known.Stateful, deploy.Children.ContainsKey("placement"));
                Assert.Equal(known.Health is null, known.RunsToCompletion);
                Assert.All(known.Volumes, volume => Assert.Contains(volume, Read(SwarmStack, "volumes").Keys));
                if (!known.OnEveryNode)
                {
                    var replicas = known.OnDemand ? 0 : known.Replicas;
                    Assert.Equal(replicas.ToString(CultureInfo.InvariantCulture), Scalar(deploy, "replicas"));
                }
            }
        );

    [Fact]
    public void It_has_every_parameter_that_a_file_asks_for_and_no_other()
    {
        var ofTheDeployment = DeployedParts
            .Services.SelectMany(service => service.Secrets)
            .Select(secret => $"{secret.Variable}_SECRET")
            .Append("SECRETS_HASH")
            .ToHashSet();
        var texts = new[] { SwarmStack, Migrations, Compose }
            .Select(file => File.ReadAllText(Repository.File("deploy", file)))
            .Concat(DeployedParts.Services.SelectMany(service => service.Secrets).Select(secret => secret.Value));

        Assert.Equal(
            texts
                .SelectMany(text => Variable().Matches(text))
                .Select(variable =>
                    (Name: variable.Groups[1].Value, Required: variable.Groups[2].Value == "?", Default: variable.Groups[3].Value)
                )
                .Where(variable => !ofTheDeployment.Contains(variable.Name))
                .Distinct()
                .Order(),
            DeployedParts.Parameters.Select(parameter => (parameter.Name, parameter.Required, parameter.Default)).Order()
        );
    }

    [Fact]
    public void The_example_has_every_setting_once_and_no_secret()
    {
        var lines = File.ReadAllLines(Repository.File("deploy", "production.env.example"));
        var settings = lines.Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('=', 2)).ToList();

        Assert.Equal(
            Setting
                .OfOperators.Select(setting => (setting.Name, ""))
                .Concat(DeployedParts.Parameters.Select(parameter => (parameter.Name, parameter.Usual))),
            settings.Select(setting => (setting[0], setting[1]))
        );
        Assert.All(DeployedParts.Parameters.Where(parameter => parameter.Secret), parameter => Assert.Equal("", parameter.Usual));
    }

    private static IEnumerable<string> Names(Func<DeployedParts.Part, bool> which) =>
        DeployedParts.Services.Where(which).Select(service => service.Name);

    [GeneratedRegex(@"(?<!\$)\$\{([A-Z0-9_]+):([?-])([^}]*)\}")]
    private static partial Regex Variable();
}
