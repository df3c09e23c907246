using MiniTwit.Tests.Metrics;

namespace MiniTwit.Tests.Droplets;

/// <summary>Who may do what on the database droplet, seen from the app droplet.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class DatabaseDropletTests(TwoDroplets droplets)
{
    [Theory]
    [InlineData("DROP TABLE messages", "must be owner")]
    [InlineData("CREATE TABLE mine (id int)", "permission denied for schema public")]
    [InlineData("TRUNCATE messages", "permission denied")]
    [InlineData("ALTER ROLE minitwit_app SUPERUSER", "permission denied")]
    [InlineData("SELECT rolpassword FROM pg_authid", "permission denied")]
    [InlineData("COPY messages TO PROGRAM 'true'", "permission denied")]
    [InlineData("SET ROLE minitwit_owner", "permission denied")]
    public Task The_app_may_not(string sql, string refusal) => RefusedAsync("app", sql, refusal);

    [Theory]
    [InlineData("DELETE FROM messages", "read-only transaction")]
    [InlineData("SET transaction_read_only = off; DELETE FROM messages", "permission denied for table messages")]
    [InlineData("SELECT rolpassword FROM pg_authid", "permission denied")]
    [InlineData("SELECT password_hash FROM users", "permission denied")]
    [InlineData("SELECT * FROM sessions", "permission denied")]
    [InlineData("SELECT * FROM data_protection_keys", "permission denied")]
    public Task The_reader_may_not(string sql, string refusal) => RefusedAsync("reader", sql, refusal);

    [Theory]
    [InlineData("app", "SELECT count(*) FROM messages WHERE false")]
    [InlineData(
        "reader",
        "SELECT count(*) FROM (SELECT messages.* FROM messages JOIN users ON users.id = author_id WHERE users.name = 'nobody') AS read"
    )]
    [InlineData("monitor", "SELECT count(*) FROM pg_stat_statements WHERE false")]
    public async Task Each_role_may_do_its_own(string role, string sql)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var (code, said) = await AsAsync(role, sql);
        Assert.Equal((0, "0"), (code, said));
    }

    [Fact]
    public async Task Each_metric_of_the_database_that_rules_and_panels_read_is_exported()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        // A follower, for what is told of those alone.
        await droplets.OnAsync(
            droplets.Database.Host,
            $"docker exec --detach --user postgres --env PGPASSWORD='{TwoDroplets.Password}' minitwit-postgres-1 timeout 60 pg_receivewal --directory=/tmp "
                + $"--dbname='host={droplets.PrivateAddress(droplets.Database.Host)} user=minitwit_replication sslmode=require'"
        );
        var used = UsedMetric.All().Where(metric => metric.IsOfPostgres).ToList();
        var unknown = used;
        for (var tries = 0; tries < 30 && unknown.Count > 0; tries++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            var said = await droplets.OnAsync("app", $"curl -sf http://{droplets.PrivateAddress(droplets.Database.Host)}:9187/metrics");
            var exported = said.Split('\n').Select(line => line.Split('{', ' ')[0]).ToHashSet();
            unknown = [.. used.Where(metric => !exported.Contains(metric.Name))];
        }

        Assert.NotEmpty(used);
        Assert.Empty(unknown);
    }

    [Fact]
    public async Task What_is_not_encrypted_is_refused()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var (code, said) = await droplets.Database.SqlAsRoleAsync("minitwit_app", "SELECT 1", "sslmode=disable");
        Assert.NotEqual(0, code);
        Assert.Contains("no encryption", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_authority_s_certificate_is_not_believed()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var others = Path.Combine(droplets.Folder, "others");
        await TwoDroplets.OperateAsync("certificates.sh", others);
        var (code, said) = await droplets.Database.SqlAsRoleAsync("minitwit_app", "SELECT 1", $"sslrootcert={others}/ca.crt");
        Assert.NotEqual(0, code);
        Assert.Contains("certificate verify failed", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres", TwoDroplets.Password, "no pg_hba.conf entry")]
    [InlineData("minitwit_app", "wrong", "password authentication failed")]
    [InlineData("minitwit_replication", TwoDroplets.Password, "no pg_hba.conf entry")]
    public async Task Nobody_else_gets_in(string role, string password, string refusal)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var (code, said) = await droplets.Database.SqlAsRoleAsync(role, "SELECT 1", password: password);
        Assert.NotEqual(0, code);
        Assert.Contains(refusal, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_password_is_in_the_log_or_in_arguments()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var seen = await droplets.Database.OnAsync(
            "docker compose logs --no-log-prefix; docker compose top; docker compose exec -T --user postgres postgres psql -XqAt -d minitwit -c 'SELECT query FROM pg_stat_statements'"
        );
        Assert.DoesNotContain(TwoDroplets.Password, seen, StringComparison.Ordinal);
    }

    private Task<(int Code, string Said)> AsAsync(string role, string sql) => droplets.Database.SqlAsRoleAsync($"minitwit_{role}", sql);

    private async Task RefusedAsync(string role, string sql, string refusal)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var (code, said) = await AsAsync(role, sql);
        Assert.NotEqual(0, code);
        Assert.Contains(refusal, said, StringComparison.Ordinal);
    }
}
