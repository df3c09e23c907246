using Aspire.Hosting;
using MiniTwit.AppHost.Publishing;
using MiniTwit.Tests.Alerting;

namespace MiniTwit.Tests.Publishing;

/// <summary>What <c>swarm/deploy.sh</c> puts into a secret of the swarm is what Compose would have put into the variable.</summary>
public sealed class SwarmSecretTests
{
    private const string Key = "p$ss=word$$ ${KEY:?}";
    private const string Fill = """. "$1"/lib/settings.sh; read_settings "$2"; filled "$3"; printf .""";

    [Theory]
    [InlineData("${KEY:?}", Key)]
    [InlineData("Password=${KEY:?};Ssl=true", $"Password={Key};Ssl=true")]
    [InlineData("$${KEY:?} costs $$5, ${KEY:?}, $$$$", "${KEY:?} costs $5, " + Key + ", $$")]
    [InlineData("${KEY:-other} ${EMPTY:-other} ${MISSING:-other}${MISSING:-}", Key + " other other")]
    [InlineData(" plain ", " plain ")]
    public async Task Parameters_and_dollars_are_what_compose_reads(string written, string expected)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"EMPTY=\nKEY={Names.Literal(Key)}\n", TestContext.Current.CancellationToken);

        var (exitCode, output) = await Deployment.RunAsync("bash", ["-euc", Fill, "bash", Deployment.Path("deploy"), file, written]);

        File.Delete(file);
        Assert.Equal((0, $"{expected}."), (exitCode, output));
    }

    [Theory]
    [InlineData("first\nsecond")]
    [InlineData("first\rsecond")]
    public void One_of_several_lines_is_refused_for_its_file_has_one_for_each(string value)
    {
        var refusal = Assert.Throws<DistributedApplicationException>(() => StackSecret.Write([new("api", "Two__Lines", value)]));

        Assert.Contains("'api' has a password in its setting Two__Lines", refusal.Message, StringComparison.Ordinal);
    }
}
