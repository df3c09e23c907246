using System.Text.Json;
using MiniTwit.Tests.Alerting;

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

    [Fact]
    public void The_engine_bounds_its_logs_and_outlives_its_updates()
    {
        using var engine = JsonDocument.Parse(CloudInit.Of("app").Files["/etc/docker/daemon.json"]);

        Assert.Equal("10m", engine.RootElement.GetProperty("log-opts").GetProperty("max-size").GetString());
        Assert.True(engine.RootElement.GetProperty("live-restore").GetBoolean());
        Assert.Equal("ndots:1", engine.RootElement.GetProperty("dns-opts")[0].GetString());
    }

    [Fact]
    public async Task The_app_droplet_opens_ssh_the_edge_and_to_its_containers_the_hosts_exporter()
    {
        using var run = await PrepareRun.OfAsync(CloudInit.Of("app"));

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            [
                $"ufw allow proto tcp from {CloudInit.SshFrom} to any port 22",
                "ufw allow proto tcp from any to any port 80",
                "ufw allow proto tcp from any to any port 443",
                "ufw allow proto udp from any to any port 443",
                "ufw allow proto tcp from 172.30.0.0/24 to any port 9100",
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
