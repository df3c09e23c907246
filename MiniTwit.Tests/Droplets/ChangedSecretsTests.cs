using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Droplets;

/// <summary>Passwords, certificates and keys that are others than those that run.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class ChangedSecretsTests(TwoDroplets droplets)
{
    private const string OtherPassword = "another-secret-0123456789";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly Dictionary<string, string> Nothing = [];

    [Fact]
    public async Task A_renewed_certificate_is_what_the_database_shows()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var before = await ShownAsync();
        Assert.Equal(await FingerprintAsync(), before);
        File.Delete(Path.Combine(droplets.Files.Secrets, "server.crt"));

        await DeployedAsync();

        Assert.Equal(await FingerprintAsync(), await ShownAsync());
        Assert.NotEqual(before, await ShownAsync());
        await droplets.Edge.ServesAsync(Minute);
    }

    [Fact]
    public async Task Another_authority_is_what_everyone_believes_and_another_backup_key_is_what_the_database_uses()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var authority = Path.Combine(droplets.Files.Secrets, "ca.crt");
        var before = await File.ReadAllTextAsync(authority, TestContext.Current.CancellationToken);
        File.Delete(authority);
        // In silence that would lock out all that runs.
        var (code, said) = await droplets.DeployAsync("--version", await droplets.VersionAsync());
        Assert.Equal(1, code);
        Assert.Contains("There is no ca.crt in", said, StringComparison.Ordinal);
        await Shell.RunAsync(Minute, Nothing, Repository.File("deploy", "certificates.sh"), droplets.Files.Secrets);
        var key = Path.Combine(droplets.Files.Secrets, "backup_key");
        File.Delete(key);
        await Shell.RunAsync(Minute, Nothing, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key);
        await File.AppendAllLinesAsync(
            Path.Combine(droplets.Folder, "key.pub"),
            await File.ReadAllLinesAsync($"{key}.pub", TestContext.Current.CancellationToken),
            TestContext.Current.CancellationToken
        );

        await DeployedAsync();

        Assert.NotEqual(before, await File.ReadAllTextAsync(authority, TestContext.Current.CancellationToken));
        Assert.Equal(await FingerprintAsync(), await ShownAsync());
        Assert.Equal((0, "1"), await droplets.Database.SqlAsRoleAsync("minitwit_app", "SELECT 1"));
        await droplets.Edge.ServesAsync(Minute);
        Assert.Equal(
            (await Shell.RunAsync(Minute, Nothing, "sha256sum", key)).Split(' ')[0],
            (await droplets.Database.OnAsync("docker compose exec -T postgres sha256sum /run/minitwit/backup_key")).Split(' ')[0]
        );
        await droplets.Database.ArchiveAsync();
    }

    [Fact]
    public async Task Another_password_of_the_database_with_a_version_that_does_not_start_is_not_gone_back_from()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var good = await droplets.OtherVersionAsync();
        await droplets.Files.SetAsync("DATABASE_APP_PASSWORD", OtherPassword);
        try
        {
            var (code, said) = await droplets.DeployAsync("--version", TwoDroplets.Broken);

            Assert.Equal(1, code);
            Assert.Contains($"The deployment of {TwoDroplets.Broken} failed.", said, StringComparison.Ordinal);
            Assert.Contains(
                "Nothing more is taken back: the database's password or certificate authority of minitwit_api has changed",
                said,
                StringComparison.Ordinal
            );
            Assert.DoesNotContain("Gone back", said, StringComparison.Ordinal);

            // As it says: the cause is mended, and forward.
            await DeployedAsync(good);
            Assert.Equal((0, "1"), await droplets.Database.SqlAsRoleAsync("minitwit_app", "SELECT 1", password: OtherPassword));
            await ServesEverythingAsync();
        }
        finally
        {
            await droplets.Files.SetAsync("DATABASE_APP_PASSWORD", TwoDroplets.Password);
            await DeployedAsync(good);
        }

        await ServesEverythingAsync();
    }

    /// <summary>Every route, for a while.</summary>
    private async Task ServesEverythingAsync()
    {
        await droplets.Edge.ServesAsync(Minute);
        await using var load = await EdgeLoad.StartAsync(droplets.Edge);
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        await load.StopAsync();
        Assert.True(load.Failures.Count == 0, string.Join("\n", load.Failures.Take(40)));
    }

    private async Task DeployedAsync(string? version = null)
    {
        var (code, said) = await droplets.DeployAsync("--version", version ?? await droplets.VersionAsync());
        Assert.True(code == 0, said);
    }

    /// <summary>Of the certificate that PostgreSQL shows on the private network.</summary>
    private Task<string> ShownAsync() =>
        droplets.OnAsync(
            "app",
            $"timeout 20 openssl s_client -starttls postgres -connect {droplets.PrivateAddress(droplets.Database.Host)}:5432 </dev/null 2>/dev/null | openssl x509 -noout -fingerprint -sha256"
        );

    /// <summary>Of the one that the operator has.</summary>
    private Task<string> FingerprintAsync() =>
        Shell.RunAsync(
            Minute,
            Nothing,
            "openssl",
            "x509",
            "-noout",
            "-fingerprint",
            "-sha256",
            "-in",
            Path.Combine(droplets.Files.Secrets, "server.crt")
        );
}
