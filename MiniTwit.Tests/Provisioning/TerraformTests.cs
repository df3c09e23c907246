using System.Text.RegularExpressions;
using MiniTwit.Tests.Alerting;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Provisioning;

/// <summary>The Terraform files: judged by Terraform where it is installed, and by what can be checked without it everywhere.</summary>
public sealed partial class TerraformTests
{
    private static readonly string Folder = Repository.File("deploy", "terraform");

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Folder, "*.tf").Append(Example).Select(file => Path.GetFileName(file))];

    private static string Example => Path.Combine(Folder, "terraform.tfvars.example");

    [Fact]
    public async Task Terraform_finds_them_formatted_where_it_is_installed()
    {
        Assert.SkipUnless(Tool.IsInstalled("terraform"), "terraform is not installed.");

        var (exitCode, output) = await Deployment.RunAsync("terraform", ["fmt", "-check", "-diff", "-recursive", Folder]);

        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public async Task Terraform_finds_them_valid_where_the_provider_can_be_had()
    {
        Assert.SkipUnless(Tool.IsInstalled("terraform"), "terraform is not installed.");
        var copy = Directory.CreateTempSubdirectory("minitwit-terraform-");
        try
        {
            // Terraform writes beside the files, and these read the cloud-init in the folder next to theirs.
            foreach (var file in Directory.GetFiles(Folder, "*.tf").Append(Repository.File("deploy", "cloud-init", "droplet.yaml")))
            {
                var target = Path.Combine(copy.FullName, Path.GetRelativePath(Repository.File("deploy"), file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }

            var chdir = $"-chdir={Path.Combine(copy.FullName, "terraform")}";
            var (initialised, why) = await Deployment.RunAsync("terraform", [chdir, "init", "-backend=false", "-input=false", "-no-color"]);
            Assert.SkipUnless(initialised == 0, $"The provider cannot be had here: {why}");
            var (exitCode, output) = await Deployment.RunAsync("terraform", [chdir, "validate", "-no-color"]);

            Assert.True(exitCode == 0, output);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Lines_are_indented_and_aligned_by_the_formatters_rules(string file)
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken);

        Assert.Empty(Formatting.Faults(lines));
    }

    [Theory]
    [InlineData("a = 1\nlong = 2")]
    [InlineData("b {\n    a = 1\n}")]
    [InlineData("b {\n  a = [\n  1,\n  ]\n}")]
    [InlineData("a = 1 ")]
    public void What_breaks_the_rules_is_found(string text) => Assert.NotEmpty(Formatting.Faults(text.Split('\n')));

    [Fact]
    public async Task The_example_sets_variables_that_exist_and_every_one_without_a_default()
    {
        var declared = Variable()
            .Matches(await ReadAsync("variables.tf"))
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Contains("\n  default", StringComparison.Ordinal));
        var set = Assignment().Matches(await ReadAsync(Path.GetFileName(Example))).Select(match => match.Groups[1].Value).ToList();

        Assert.Subset(declared.Keys.ToHashSet(), set.ToHashSet());
        Assert.Superset(declared.Where(variable => !variable.Value).Select(variable => variable.Key).ToHashSet(), set.ToHashSet());
    }

    [Fact]
    public async Task Outputs_have_the_names_of_the_settings_file()
    {
        var outputs = await ReadAsync("outputs.tf");

        Assert.All(
            ["APP_SSH", "DB_SSH", "DATABASE_ADDRESS"],
            name =>
            {
                Assert.Contains($"output \"{name}\"", outputs, StringComparison.Ordinal);
                Assert.Contains($"\n    {name}=", outputs, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task Everything_that_cloud_init_asks_for_is_handed_to_it()
    {
        var droplets = await ReadAsync("droplets.tf");

        Assert.All(CloudInit.Settings, name => Assert.Matches($@"\n\s+{name} +=", droplets));
    }

    [Fact]
    public async Task The_swarm_s_ports_are_those_of_the_droplets_own_firewall_and_open_between_app_droplets_alone()
    {
        var network = await ReadAsync("network.tf");
        using var prepared = await PrepareRun.OfAsync(CloudInit.Of("app"));

        var opened = SwarmPort()
            .Matches(SwarmPorts().Match(network).Groups[1].Value)
            .Select(port => (port.Groups[1].Value, port.Groups[2].Value));
        Assert.Equal(
            prepared
                .Calls.Where(call => call.Contains($"from {CloudInit.PrivateRange}", StringComparison.Ordinal))
                .Select(call => call.Split(' '))
                .Select(words => (words[3], words[^1])),
            opened
        );
        Assert.Matches(@"for_each = local\.swarm_ports\s+content \{[^}]*source_droplet_ids = local\.app_droplets\s+\}", network);
        Assert.Single(Regex.Matches(network, "local\\.swarm_ports"));
        Assert.Matches(
            @"app_droplets = concat\(\[digitalocean_droplet\.app\.id\], values\(digitalocean_droplet\.more_apps\)\[\*\]\.id\)",
            network
        );
    }

    private static Task<string> ReadAsync(string file) =>
        File.ReadAllTextAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken);

    [GeneratedRegex(@"^variable ""(\w+)"" \{(.*?)^\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Variable();

    [GeneratedRegex(@"^  swarm_ports = \[(.*)\]$", RegexOptions.Multiline)]
    private static partial Regex SwarmPorts();

    [GeneratedRegex(@"\[""(\w+)"", ""(\d+)""\]")]
    private static partial Regex SwarmPort();

    [GeneratedRegex(@"^(\w+) *=", RegexOptions.Multiline)]
    private static partial Regex Assignment();
}
