using System.Text.RegularExpressions;
using MiniTwit.Tests.Stack;
using static MiniTwit.Tests.Publishing.Manifest;

namespace MiniTwit.Tests.Publishing;

/// <summary>What the swarm's stacks have to hold besides what every file does.</summary>
public sealed partial class StackFileTests
{
    private const int LongestName = 64;
    private const string WithSecrets = "/with-secrets.sh";

    [Fact]
    public void Each_replica_of_a_service_has_an_address_that_its_name_is_answered_with() =>
        Assert.All(Read(SwarmStack, "services").Values, service => Assert.Equal("dnsrr", Scalar(Map(service, "deploy"), "endpoint_mode")));

    [Fact]
    public void No_secret_is_in_an_environment_or_an_argument()
    {
        var secrets = DeployedParts.Parameters.Where(parameter => parameter.Secret).Select(parameter => $"${{{parameter.Name}:").ToList();

        Assert.NotEmpty(secrets);
        Assert.All(
            InSwarm().Values,
            service =>
            {
                var texts = Map(service, "environment").Children.Values.Select(value => value.ToString());
                Assert.DoesNotContain(
                    texts.Concat(Sequence(service, "command")).Concat(Sequence(service, "entrypoint")),
                    text => secrets.Any(secret => text.Contains(secret, StringComparison.Ordinal))
                );
            }
        );
    }

    [Theory]
    [InlineData(SwarmStack)]
    [InlineData(Migrations)]
    public void Each_secret_is_a_file_whose_name_in_the_swarm_the_deployment_makes_of_its_content(string file)
    {
        var named = Read(file, "secrets")
            .ToDictionary(secret => secret.Key, secret => SecretVariable().Match(Scalar(secret.Value, "name")));

        Assert.All(named, secret => Assert.True(secret.Value.Success, secret.Key));
        Assert.All(
            Read(file, "services"),
            service =>
                Assert.Equal(
                    DeployedParts.Service(service.Key).Secrets.Select(secret => (secret.Name, secret.Target, secret.Variable)),
                    Maps(service.Value, "secrets")
                        .Select(secret =>
                            (Scalar(secret, "source"), Scalar(secret, "target"), named[Scalar(secret, "source")].Groups[1].Value)
                        )
                )
        );
    }

    [Fact]
    public void What_knows_its_settings_from_its_environment_alone_is_started_with_its_secrets()
    {
        string[] apps = ["migrations", "api", "web"];
        var started = InSwarm()
            .Where(service => !apps.Contains(service.Key))
            .Where(service => Settings(service.Value).Count() > Map(service.Value, "environment").Children.Count)
            .ToList();

        Assert.NotEmpty(started);
        Assert.All(
            started,
            service =>
            {
                Assert.Equal(["/bin/sh", WithSecrets], Sequence(service.Value, "entrypoint").Take(2));
                Assert.True(Sequence(service.Value, "entrypoint").Count() > 2, service.Key);
                Assert.Contains(WithSecrets, Maps(service.Value, "configs").Select(config => Scalar(config, "target")));
            }
        );
    }

    [Fact]
    public void No_config_or_secret_has_a_name_that_a_swarm_refuses()
    {
        Assert.All(Read(SwarmStack, "configs").Values, config => Assert.InRange(Scalar(config, "name").Length, 1, LongestName));
        Assert.All(
            Read(SwarmStack, "secrets").Keys.Concat(Read(Migrations, "secrets").Keys),
            secret => Assert.InRange($"minitwit-{secret}-01234567".Length, 1, LongestName)
        );
    }

    [Fact]
    public void A_service_that_has_ended_within_seconds_does_not_pause_its_update()
    {
        var ending = Read(SwarmStack, "services")
            .Values.Select(service => Map(service, "deploy"))
            .Where(deploy => Scalar(Map(deploy, "restart_policy"), "condition") == "on-failure")
            .ToList();

        Assert.NotEmpty(ending);
        Assert.All(ending, deploy => Assert.Equal("continue", Scalar(Map(deploy, "update_config"), "failure_action")));
    }

    [Fact]
    public void All_other_services_go_back_by_themselves_and_never_two_share_a_volume_or_a_port()
    {
        var lasting = Read(SwarmStack, "services")
            .Where(service => Scalar(Map(Map(service.Value, "deploy"), "restart_policy"), "condition") == "any")
            .ToList();
        var volumes = Read(SwarmStack, "volumes").Keys.ToList();

        Assert.NotEmpty(lasting);
        Assert.All(
            lasting,
            service =>
            {
                var deploy = Map(service.Value, "deploy");
                var alone =
                    Scalar(deploy, "mode") == "global"
                    || service.Value.Children.ContainsKey("ports")
                    || Sequence(service.Value, "volumes").Any(volume => volumes.Contains(volume.Split(':')[0]));
                Assert.Equal("rollback", Scalar(Map(deploy, "update_config"), "failure_action"));
                Assert.All(
                    ["update_config", "rollback_config"],
                    change => Assert.Equal(alone ? "stop-first" : "start-first", Scalar(Map(deploy, change), "order"))
                );
            }
        );
    }

    // A job may have neither, and would be run again by itself.
    [Fact]
    public void What_runs_before_the_services_runs_once() =>
        Assert.All(
            Read(Migrations, "services").Values,
            service =>
            {
                var deploy = Map(service, "deploy");
                Assert.Equal("replicated-job", Scalar(deploy, "mode"));
                Assert.Equal("none", Scalar(Map(deploy, "restart_policy"), "condition"));
                Assert.DoesNotContain("update_config", deploy.Children.Keys.Select(key => key.ToString()));
            }
        );

    [Fact]
    public void Prometheus_finds_what_runs_on_every_node_by_the_name_it_has()
    {
        var configuration = File.ReadAllText(Repository.File("deploy", "prometheus", "prometheus.yml"));
        var names = Read(SwarmStack, "services")
            .Values.Where(service => Scalar(Map(service, "deploy"), "mode") == "global")
            .SelectMany(service => Sequence(Map(Map(service, "networks"), "private"), "aliases"))
            .ToList();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Contains($"names: [{name}]", configuration, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\$\{([A-Z0-9_]+)_SECRET:\?\}$")]
    private static partial Regex SecretVariable();
}
