namespace MiniTwit.Tests.Droplets;

/// <summary>The database of the droplets, wherever the settings file says it is.</summary>
internal sealed class DropletDatabase(TwoDroplets droplets)
{
    /// <summary>Its droplet: <c>db</c>, or <c>next</c> after a move.</summary>
    public string Host => droplets.Files["DB_SSH"];

    /// <summary>Shell text on its droplet, beside the compose file.</summary>
    public Task<string> OnAsync(string script, TimeSpan? limit = null) =>
        droplets.OnAsync(Host, $"cd {TwoDroplets.DatabaseFiles} && {script}", limit);

    /// <summary>A value, asked of the running database as its superuser over the socket.</summary>
    public Task<string> SqlAsync(string sql, TimeSpan? limit = null) =>
        OnAsync($"docker compose exec -T --user postgres postgres psql -XqAt -v ON_ERROR_STOP=1 -d minitwit -c \"{sql}\"", limit);

    /// <summary>Its server's container and when that was started: the same as long as nothing restarts it.</summary>
    public Task<string> ServerAsync() =>
        droplets.OnAsync(Host, "docker inspect --format '{{.Id}} {{.State.StartedAt}}' minitwit-postgres-1");

    /// <summary>Closes the segment that is written to, and waits until it is in the storage.</summary>
    public async Task ArchiveAsync()
    {
        var segment = await SqlAsync("SELECT pg_walfile_name(pg_switch_wal())");
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (string.CompareOrdinal(await SqlAsync("SELECT coalesce(last_archived_wal, '') FROM pg_stat_archiver"), segment) < 0)
        {
            await Task.Delay(500, timeout.Token);
        }
    }

    /// <summary>The same from the app droplet, over the private network, as a role.</summary>
    public Task<(int Code, string Said)> SqlAsRoleAsync(
        string role,
        string sql,
        string options = "",
        string password = TwoDroplets.Password,
        TimeSpan? limit = null
    )
    {
        var connection =
            $"host=postgres hostaddr={droplets.PrivateAddress(Host)} dbname=minitwit user={role} connect_timeout=5 sslmode=verify-full sslrootcert={droplets.Files.Secrets}/ca.crt {options}";
        return droplets.TryOnAsync("app", $"PGPASSWORD='{password}' psql -XqAt '{connection}' -c \"{sql}\"", limit);
    }
}
