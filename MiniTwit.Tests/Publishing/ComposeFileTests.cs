using System.Text.RegularExpressions;
using MiniTwit.Tests.Stack;
using static MiniTwit.Tests.Publishing.Manifest;

namespace MiniTwit.Tests.Publishing;

/// <summary>What every service of the generated files has to hold, whatever the model gains.</summary>
public sealed partial class ComposeFileTests
{
    private static readonly string[] Files = [SwarmStack, Migrations, Compose];

    private static readonly string[] Replicated = ["api", "web"];
    private static readonly string[] Apps = [.. Replicated, "migrations"];

    public static TheoryData<string, string> Services =>
        new(Files.SelectMany(file => Read(file, "services").Select(service => (file, service.Key))));

    [Theory]
    [MemberData(nameof(Services))]
    public void Each_service_runs_an_exact_image_within_limits(string file, string service)
    {
        var text = Read(file, "services")[service];

        Assert.Matches(ExactImage(), Scalar(text, "image"));
        var limits = Map(Map(Map(text, "deploy"), "resources"), "limits");
        Assert.NotEmpty(Scalar(limits, "cpus"));
        Assert.NotEmpty(Scalar(limits, "memory"));
        Assert.True(text.Children.ContainsKey("logging"));
        Assert.Contains("ALL", Sequence(text, "cap_drop"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Each_service_says_when_it_is_well_or_runs_to_completion(string file, string service)
    {
        var text = Read(file, "services")[service];
        var restart = file == Compose ? Scalar(text, "restart") : Scalar(Map(Map(text, "deploy"), "restart_policy"), "condition");

        Assert.Equal(text.Children.ContainsKey("healthcheck"), restart is "unless-stopped" or "any");
    }

    [Fact]
    public void Nothing_is_published_but_the_edge_and_what_the_private_network_needs()
    {
        Assert.Equal(
            ["caddy 80/tcp", "caddy 443/tcp", "caddy 443/udp"],
            InSwarm()
                .SelectMany(
                    service => Maps(service.Value, "ports"),
                    (service, port) => $"{service.Key} {Scalar(port, "published")}/{Scalar(port, "protocol")}"
                )
        );
        Assert.Equal(
            [
                "postgres ${DATABASE_ADDRESS:?}:5432:5432",
                "postgres-exporter ${DATABASE_ADDRESS:?}:9187:9187",
                "db-cadvisor ${DATABASE_ADDRESS:?}:8081:8080",
            ],
            Read(Compose, "services").SelectMany(service => Sequence(service.Value, "ports"), (service, port) => $"{service.Key} {port}")
        );
    }

    // By a published port of the swarm itself every client would have the same address.
    [Fact]
    public void The_edge_sees_whom_it_answers() =>
        Assert.All(InSwarm().Values.SelectMany(service => Maps(service, "ports")), port => Assert.Equal("host", Scalar(port, "mode")));

    // Compose starts nothing again for a file whose content is another.
    [Fact]
    public void A_changed_secret_is_a_changed_service()
    {
        var services = Read(Compose, "services").Values.Where(service => service.Children.ContainsKey("secrets")).ToList();

        Assert.NotEmpty(services);
        Assert.All(services, service => Assert.Equal("${SECRETS_HASH:-}", Scalar(Map(service, "labels"), "minitwit.secrets")));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void No_service_has_a_secret_in_its_text(string file, string service)
    {
        var environment = Map(Read(file, "services")[service], "environment");

        Assert.All(
            environment.Children,
            variable =>
            {
                if (SecretName().IsMatch(variable.Key.ToString()))
                {
                    Assert.StartsWith("${", variable.Value.ToString(), StringComparison.Ordinal);
                }
            }
        );
    }

    [Fact]
    public void Apps_run_as_nobody_special_and_write_only_their_logs()
    {
        var services = InSwarm();

        Assert.All(
            Apps,
            name =>
            {
                Assert.Equal("1654:1654", Scalar(services[name], "user"));
                Assert.Equal("true", Scalar(services[name], "read_only"));
                Assert.Equal("/opt/minitwit/logs:/var/log/minitwit", Sequence(services[name], "volumes").First());
                Assert.Equal(["tmpfs"], Maps(services[name], "volumes").Select(volume => Scalar(volume, "type")));
                Assert.Equal(2, Sequence(services[name], "volumes").Count());
                Assert.False(services[name].Children.ContainsKey("cap_add"));
            }
        );
    }

    // Prometheus' jobs are the services' names, and links from its graphs ask for the lines of a job.
    [Fact]
    public void Log_lines_of_an_app_carry_its_services_name()
    {
        var writers = InSwarm().Where(service => Map(service.Value, "environment").Children.ContainsKey("Logs__Directory"));

        Assert.Equal(
            Apps.Order().Select(app => (app, app)),
            writers.Select(writer => (writer.Key, Scalar(Map(writer.Value, "environment"), "OTEL_SERVICE_NAME"))).Order()
        );
    }

    [Fact]
    public void The_network_of_the_edge_alone_is_believed_about_clients_addresses()
    {
        var services = Read(SwarmStack, "services");
        var network = Maps(Map(Read(SwarmStack, "networks")["private"], "ipam"), "config").Single();

        Assert.True(Map(services["caddy"], "networks").Children.ContainsKey("private"));
        Assert.All(
            Replicated,
            name => Assert.Equal(Scalar(network, "subnet"), Scalar(Map(services[name], "environment"), "ForwardedHeaders__KnownNetworks"))
        );
    }

    [Fact]
    public void Prometheus_finds_every_replica_by_the_names_that_replicas_have()
    {
        var aliases = Read(SwarmStack, "services")
            .Values.SelectMany(service => Sequence(Map(Map(service, "networks"), "private"), "aliases"))
            .Where(alias => alias.EndsWith(".replicas.internal", StringComparison.Ordinal));

        var configuration = File.ReadAllText(Repository.File("deploy", "prometheus", "prometheus.yml"));

        Assert.Contains($"names: [{string.Join(", ", aliases)}]", configuration, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SwarmStack, "app-cadvisor")]
    [InlineData(Compose, "db-cadvisor")]
    public void Where_the_engine_keeps_images_in_containerd_cadvisor_reaches_it(string file, string service)
    {
        const string Socket = "--containerd=";
        var text = Read(file, "services")[service];
        var folders = Sequence(text, "volumes").Select(volume => volume.Split(':')).ToList();

        var socket = Sequence(text, "command").Single(argument => argument.StartsWith(Socket, StringComparison.Ordinal))[Socket.Length..];

        Assert.EndsWith("/run/containerd/containerd.sock", socket, StringComparison.Ordinal);
        Assert.Contains(folders, folder => folder[0] == folder[1] && socket.StartsWith($"{folder[1]}/", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^([a-z0-9./-]+|\$\{REGISTRY:\?\}/[a-z-]+):(v?[0-9]+(\.[0-9]+)+(-[0-9a-f]{8})?|\$\{VERSION:\?\})$")]
    private static partial Regex ExactImage();

    [GeneratedRegex("(?i)(password|_pass|key|secret|token)(_|$)")]
    private static partial Regex SecretName();
}
