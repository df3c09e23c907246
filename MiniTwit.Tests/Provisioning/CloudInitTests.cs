using System.Text.Json;
using System.Text.RegularExpressions;
using MiniTwit.Tests.Alerting;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Provisioning;

/// <summary>What makes a fresh host a droplet.</summary>
public sealed class CloudInitTests
{
    private static readonly int[] DatabasePorts = [5432, 9100, 9187, 8081];

    [Fact]
    public void Only_its_five_settings_are_filled_in()
    {
        Assert.Equal(["SSH_KEYS", "ROLE", "SSH_FROM", "PRIVATE_RANGE", "DATA_DEVICE"], CloudInit.Settings);
        Assert.False(CloudInit.HasOtherSigns);
    }

    [Theory]
    [InlineData("app")]
    [InlineData("db")]
    public void Nobody_signs_in_without_a_key_or_as_root(string role)
    {
        var cloudInit = CloudInit.Of(role);

        Assert.StartsWith("#cloud-config\n", cloudInit.Text, StringComparison.Ordinal);
        Assert.Equal("true", cloudInit.Document["disable_root"]);
        Assert.Equal("false", cloudInit.Document["ssh_pwauth"]);
        var user = Assert.IsType<Dictionary<object, object>>(Assert.Single((List<object>)cloudInit.Document["users"]));
        Assert.Equal("deploy", user["name"]);
        Assert.Equal("true", user["lock_passwd"]);
        Assert.Equal(2, ((List<object>)user["ssh_authorized_keys"]).Count);
        var ssh = cloudInit.Files["/etc/ssh/sshd_config.d/10-minitwit.conf"];
        Assert.Contains("PermitRootLogin no", ssh, StringComparison.Ordinal);
        Assert.Contains("PasswordAuthentication no", ssh, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app")]
    [InlineData("db")]
    public void The_engine_bounds_its_logs_gives_no_privileges_and_leaves_clients_their_addresses(string role)
    {
        var engine = CloudInit.Of(role).Engine;

        Assert.Equal("10m", engine.GetProperty("log-opts").GetProperty("max-size").GetString());
        Assert.Equal("3", engine.GetProperty("log-opts").GetProperty("max-file").GetString());
        Assert.True(engine.GetProperty("no-new-privileges").GetBoolean());
        Assert.False(engine.GetProperty("userland-proxy").GetBoolean());
    }

    [Fact]
    public void The_database_s_engine_outlives_its_updates() =>
        Assert.True(CloudInit.Of("db").Engine.GetProperty("live-restore").GetBoolean());

    [Theory]
    [InlineData("app")]
    [InlineData("db")]
    public void Ports_do_not_wait_for_the_private_address(string role) =>
        Assert.Contains(
            "net.ipv4.ip_nonlocal_bind = 1\n",
            CloudInit.Of(role).Files["/etc/sysctl.d/60-minitwit.conf"],
            StringComparison.Ordinal
        );

    [Fact]
    public void The_app_droplet_s_engine_can_join_a_swarm_knows_at_once_what_is_no_name_and_is_updated_by_an_operator()
    {
        var cloudInit = CloudInit.Of("app");

        Assert.False(cloudInit.Engine.TryGetProperty("live-restore", out _));
        Assert.Equal("ndots:1", cloudInit.Engine.GetProperty("dns-opts")[0].GetString());
        Assert.Equal(
            "Unattended-Upgrade::Package-Blacklist { \"docker.io$\"; \"containerd$\"; \"runc$\"; };\n",
            cloudInit.Files["/etc/minitwit/app/etc/apt/apt.conf.d/53minitwit-engine"]
        );
        Assert.DoesNotContain(
            cloudInit.Files.Where(file => !file.Key.StartsWith("/etc/minitwit/app/", StringComparison.Ordinal)),
            file => file.Value.Contains("Blacklist", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("app")]
    [InlineData("db")]
    public void Droplets_that_are_made_for_tests_have_the_same_engines(string role)
    {
        using var engine = JsonDocument.Parse(File.ReadAllText(Repository.File("scripts", "droplets", $"engine-{role}.json")));

        Assert.True(JsonElement.DeepEquals(CloudInit.Of(role).Engine, engine.RootElement));
    }

    [Theory]
    [InlineData("app")]
    [InlineData("db")]
    public async Task Each_gets_the_files_of_its_role_before_they_are_read_and_an_engine_that_has_them(string role)
    {
        using var run = await PrepareRun.OfAsync(CloudInit.Of(role), engineChanges: true);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [
                "systemctl stop docker.socket docker",
                $"cp --recursive /etc/minitwit/{role}/. /",
                "sysctl --quiet --system",
                "systemctl enable --now docker",
            ],
            run.Calls.Where(call =>
                call.StartsWith("cp ", StringComparison.Ordinal)
                || call.StartsWith("sysctl", StringComparison.Ordinal)
                || call.Contains("docker.socket", StringComparison.Ordinal)
                || call.EndsWith("--now docker", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public async Task Run_again_it_leaves_an_engine_alone_that_has_its_settings()
    {
        using var run = await PrepareRun.OfAsync(CloudInit.Of("app"));

        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain(run.Calls, call => call.StartsWith("systemctl stop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_apps_may_write_their_logs_on_app_droplets_alone()
    {
        const string logs = "install --directory --owner 1654 --group 1654 --mode 0755 /opt/minitwit/logs";
        using var app = await PrepareRun.OfAsync(CloudInit.Of("app"));
        using var database = await PrepareRun.OfAsync(CloudInit.Of("db"));

        Assert.Contains(logs, app.Calls);
        Assert.DoesNotContain(logs, database.Calls);
    }

    [Fact]
    public async Task The_app_droplet_opens_ssh_the_edge_and_to_the_private_network_the_swarms_ports()
    {
        using var run = await PrepareRun.OfAsync(CloudInit.Of("app"));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [
                $"ufw allow proto tcp from {CloudInit.SshFrom} to any port 22",
                "ufw allow proto tcp from any to any port 80",
                "ufw allow proto tcp from any to any port 443",
                "ufw allow proto udp from any to any port 443",
                $"ufw allow proto tcp from {CloudInit.PrivateRange} to any port 2377",
                $"ufw allow proto tcp from {CloudInit.PrivateRange} to any port 7946",
                $"ufw allow proto udp from {CloudInit.PrivateRange} to any port 7946",
                $"ufw allow proto udp from {CloudInit.PrivateRange} to any port 4789",
            ],
            run.Calls.Where(call => call.StartsWith("ufw allow", StringComparison.Ordinal))
        );
        Assert.Contains("ufw default deny incoming", run.Calls);
        Assert.Contains("ufw --force enable", run.Calls);
    }

    [Fact]
    public async Task The_database_droplet_opens_ssh_and_to_the_private_network_its_four_ports()
    {
        using var run = await PrepareRun.OfAsync(CloudInit.Of("db"));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            DatabasePorts
                .Select(port => $"ufw allow proto tcp from {CloudInit.PrivateRange} to any port {port}")
                .Prepend($"ufw allow proto tcp from {CloudInit.SshFrom} to any port 22"),
            run.Calls.Where(call => call.StartsWith("ufw allow", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("/etc/docker/daemon.json")]
    [InlineData("/etc/apt/apt.conf.d/53minitwit-engine")]
    public void A_droplet_from_before_the_swarm_is_told_the_same_file(string path)
    {
        var page = File.ReadAllText(Repository.File("docs", "operations", "from-compose.md"));
        var file = CloudInit.Of("app").Files[$"/etc/minitwit/app{path}"];

        Assert.Matches($"sudo tee {Regex.Escape(path)} >/dev/null <<'(\\w+)'\n{Regex.Escape(file)}\\1\n", page);
    }

    [Fact]
    public async Task Unknown_role_is_refused_in_plain_words()
    {
        using var run = await PrepareRun.OfAsync(CloudInit.Of("web"));

        Assert.Equal(1, run.ExitCode);
        Assert.Equal("ROLE is 'web', not app or db.", run.Output.Trim());
    }

    [Fact]
    public async Task The_script_passes_shellcheck()
    {
        Assert.SkipUnless(Tool.IsInstalled("shellcheck"), "shellcheck is not installed.");
        using var script = new TemporaryFile(CloudInit.Of("db", "/dev/sda").Files[PrepareRun.Script]);

        var (exitCode, output) = await Deployment.RunAsync("shellcheck", [script.Path]);

        Assert.True(exitCode == 0, output);
    }

    [Theory]
    [InlineData("app", "")]
    [InlineData("db", "/dev/disk/by-id/scsi-0DO_Volume_minitwit-db")]
    public async Task Cloud_init_accepts_it_where_it_is_installed(string role, string dataDevice)
    {
        Assert.SkipUnless(Tool.IsInstalled("cloud-init"), "cloud-init is not installed.");
        using var file = new TemporaryFile(CloudInit.Of(role, dataDevice).Text);

        var (exitCode, output) = await Deployment.RunAsync("cloud-init", ["schema", "--config-file", file.Path]);

        Assert.True(exitCode == 0, output);
    }
}
