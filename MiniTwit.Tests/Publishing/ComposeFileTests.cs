using System.Text.RegularExpressions;
using MiniTwit.Tests.Stack;
using static MiniTwit.Tests.Publishing.Manifest;

namespace MiniTwit.Tests.Publishing;

/// <summary>What every service of the generated files has to hold, whatever the model gains.</summary>
public sealed partial class ComposeFileTests
{
    private static readonly string[] Files = ["app-droplet/compose.yaml", "db-droplet/compose.yaml", "swarm/stack.yaml"];

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
        var restart = file.StartsWith("swarm", StringComparison.Ordinal)
            ? Scalar(Map(Map(text, "deploy"), "restart_policy"), "condition")
            : Scalar(text, "restart");

        Assert.Equal(text.Children.ContainsKey("healthcheck"), restart is "unless-stopped" or "any");
    }

    [Theory]
    [InlineData("app-droplet", new[] { "caddy 80:80", "caddy 443:443", "caddy 443:443/udp" })]
    [InlineData(
        "db-droplet",
        new[]
        {
            "postgres ${DATABASE_ADDRESS:?}:5432:5432",
            "postgres-exporter ${DATABASE_ADDRESS:?}:9187:9187",
            "db-cadvisor ${DATABASE_ADDRESS:?}:8081:8080",
        }
    )]
    public void Nothing_is_published_but_the_edge_and_what_the_private_network_needs(string droplet, string[] published) =>
        Assert.Equal(
            published,
            Read($"{droplet}/compose.yaml", "services")
                .SelectMany(service => Sequence(service.Value, "ports"), (service, port) => $"{service.Key} {port}")
        );

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
        var services = Read("app-droplet/compose.yaml", "services");

        Assert.All(
            Apps,
            name =>
            {
                Assert.Equal("1654:1654", Scalar(services[name], "user"));
                Assert.Equal("true", Scalar(services[name], "read_only"));
                Assert.Equal(["./logs:/var/log/minitwit"], Sequence(services[name], "volumes"));
                Assert.False(services[name].Children.ContainsKey("cap_add"));
            }
        );
    }

    // Prometheus' jobs are the services' names, and links from its graphs ask for the lines of a job.
    [Theory]
    [InlineData("app-droplet/compose.yaml")]
    [InlineData("swarm/stack.yaml")]
    public void Log_lines_of_an_app_carry_its_services_name(string file)
    {
        var writers = Read(file, "services").Where(service => Map(service.Value, "environment").Children.ContainsKey("Logs__Directory"));

        Assert.Equal(
            Apps.Order().Select(app => (app, app)),
            writers.Select(writer => (writer.Key, Scalar(Map(writer.Value, "environment"), "OTEL_SERVICE_NAME"))).Order()
        );
    }

    [Fact]
    public void The_edge_alone_is_believed_about_clients_addresses()
    {
        var services = Read("app-droplet/compose.yaml", "services");
        var caddy = Scalar(Map(Map(services["caddy"], "networks"), "serving"), "ipv4_address");

        Assert.All(
            Replicated,
            name => Assert.Equal($"{caddy}/32", Scalar(Map(services[name], "environment"), "ForwardedHeaders__KnownNetworks"))
        );
    }

    [Fact]
    public void Prometheus_finds_every_replica_by_the_names_that_replicas_have()
    {
        var aliases = Read("app-droplet/compose.yaml", "services")
            .Values.Where(service => service.Children.ContainsKey("networks"))
            .SelectMany(service => Sequence(Map(Map(service, "networks"), "private"), "aliases"));

        var configuration = File.ReadAllText(Repository.File("deploy", "prometheus", "prometheus.yml"));

        Assert.Contains($"names: [{string.Join(", ", aliases)}]", configuration, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app-droplet/compose.yaml", "app-cadvisor")]
    [InlineData("db-droplet/compose.yaml", "db-cadvisor")]
    [InlineData("swarm/stack.yaml", "app-cadvisor")]
    public void Where_the_engine_keeps_images_in_containerd_cadvisor_reaches_it(string file, string service)
    {
        const string Socket = "--containerd=";
        var text = Read(file, "services")[service];
        var folders = Sequence(text, "volumes").Select(volume => volume.Split(':')).ToList();

        var socket = Sequence(text, "command").Single(argument => argument.StartsWith(Socket, StringComparison.Ordinal))[Socket.Length..];

        Assert.EndsWith("/run/containerd/containerd.sock", socket, StringComparison.Ordinal);
        Assert.Contains(folders, folder => folder[0] == folder[1] && socket.StartsWith($"{folder[1]}/", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^([a-z0-9./-]+|\$\{REGISTRY:\?\}/[a-z-]+):(v?[0-9]+(\.[0-9]+)+|\$\{VERSION:\?\})$")]
    private static partial Regex ExactImage();

    [GeneratedRegex("(?i)(password|_pass|key|secret|token)(_|$)")]
    private static partial Regex SecretName();
}
