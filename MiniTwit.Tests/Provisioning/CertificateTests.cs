using MiniTwit.Tests.Alerting;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Provisioning;

/// <summary>The database's certificate and the CA that it is from: made where they are not there, kept where they are good.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("minitwit-certificates-");

    /// <inheritdoc />
    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task What_is_good_stays_also_where_the_authority_s_key_is_elsewhere()
    {
        await MadeAsync();
        var before = Content();
        Assert.Equal(["ca.crt", "ca.key", "server.crt", "server.key"], before.Keys.Order(StringComparer.Ordinal));

        await MadeAsync();
        Assert.Equal(before, Content());

        Remove("ca.key");
        await MadeAsync();

        before.Remove("ca.key");
        Assert.Equal(before, Content());
    }

    [Fact]
    public async Task A_certificate_that_is_to_be_made_needs_the_authority_s_key()
    {
        await MadeAsync();
        Remove("ca.key");
        Remove("server.crt");
        var before = Content();

        var (exitCode, output) = await RunAsync();

        Assert.Equal(1, exitCode);
        Assert.Contains("the CA's key is not there", output, StringComparison.Ordinal);
        Assert.Equal(before, Content());
    }

    [Fact]
    public async Task Without_the_authority_s_certificate_all_are_made_anew()
    {
        await MadeAsync();
        var before = Content();
        Remove("ca.crt");

        await MadeAsync();

        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), Content().Keys.Order(StringComparer.Ordinal));
        Assert.All(Content(), file => Assert.NotEqual(before[file.Key], file.Value));
    }

    private async Task MadeAsync()
    {
        var (exitCode, output) = await RunAsync();
        Assert.True(exitCode == 0, output);
    }

    private Task<(int ExitCode, string Output)> RunAsync() =>
        Deployment.RunAsync("bash", [Repository.File("deploy", "certificates.sh"), _folder.FullName]);

    private Dictionary<string, string> Content() =>
        _folder.EnumerateFiles().ToDictionary(file => file.Name, file => File.ReadAllText(file.FullName));

    private void Remove(string file) => File.Delete(Path.Combine(_folder.FullName, file));
}
