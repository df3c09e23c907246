namespace MiniTwit.Tests.Droplets;

/// <summary>Commands of operators that end early, or meet another.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class InterruptionTests(TwoDroplets droplets)
{
    private const string Lock = "/opt/minitwit/deploy.lock";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Theory]
    [InlineData("migrating the database", 0)]
    [InlineData("the swarm gets version", 3)]
    public async Task A_deployment_that_is_killed_fails_no_request_and_the_next_goes_on_where_it_was(string at, int secondsLater)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var next = await droplets.OtherVersionAsync();
        await using var load = await EdgeLoad.StartAsync(droplets.Edge);

        using (var deployment = TwoDroplets.StartOperation("deploy.sh", droplets.Settings, "--version", next))
        {
            await Shell.UntilSaidAsync(deployment, at, Patience);
            await Task.Delay(TimeSpan.FromSeconds(secondsLater), TestContext.Current.CancellationToken);
            deployment.Kill(entireProcessTree: true);
        }

        var (code, said) = await droplets.DeployAsync("--version", next);
        await load.StopAsync();

        Assert.True(code == 0, said);
        Assert.Equal(next, await droplets.VersionAsync());
        Assert.True(load.Failures.Count == 0, string.Join("\n", load.Failures.Take(40)) + "\n" + said);
    }

    [Fact]
    public async Task A_deployment_that_loses_the_lock_ends_and_the_next_goes_on_where_it_was()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var next = await droplets.OtherVersionAsync();
        await using var load = await EdgeLoad.StartAsync(droplets.Edge);

        using var deployment = TwoDroplets.StartOperation("deploy.sh", droplets.Settings, "--version", next);
        await Shell.UntilSaidAsync(deployment, "migrating the database", Patience);
        await droplets.OnAsync("app", $"pkill --full '^flock .*{Lock}'");
        var ended = await Shell.UntilEndAsync(deployment, Patience);
        var (code, said) = await droplets.DeployAsync("--version", next);
        await load.StopAsync();

        Assert.Equal(1, deployment.ExitCode);
        Assert.Contains("the connection that held the lock is gone", ended, StringComparison.Ordinal);
        Assert.True(code == 0, said);
        Assert.Equal(next, await droplets.VersionAsync());
        Assert.True(load.Failures.Count == 0, string.Join("\n", load.Failures.Take(40)) + "\n" + said);
    }

    [Theory]
    [InlineData("Copying the database to", 1)]
    // Seconds before the old one is stopped.
    [InlineData("Preparing the switch", 0)]
    public async Task A_move_that_is_broken_off_before_the_switch_leaves_all_as_it_was(string at, int secondsLater)
    {
        const string Copying = "Copying the database to";
        TwoDroplets.SkipWhereNoneAreMade();
        var (here, there) = droplets.Database.Host == "db" ? ("db", "next") : ("next", "db");
        // Whatever an earlier move left there.
        await droplets.OnAsync(there, $"if cd {TwoDroplets.DatabaseFiles}; then docker compose down --volumes; fi", Patience);
        await using var load = SimulatorLoad.Start(droplets, seed: 401 + secondsLater);
        await load.MoreAsync(50, Patience);

        using var move = TwoDroplets.StartOperation("move-db.sh", droplets.Settings, there, droplets.PrivateAddress(there), "--yes");
        // By then the deployment that tells the apps is over, for which the server might be another one.
        await Shell.UntilSaidAsync(move, Copying, Patience * 2);
        var server = await droplets.Database.ServerAsync();
        if (at != Copying)
        {
            await Shell.UntilSaidAsync(move, at, Patience * 2);
        }

        await Task.Delay(TimeSpan.FromSeconds(secondsLater), TestContext.Current.CancellationToken);
        var said = await Shell.InterruptAsync(move, Patience * 2);

        Assert.NotEqual(0, move.ExitCode);
        Assert.Contains("Undoing: the old database goes on.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("DOES NOT GO ON", said, StringComparison.Ordinal);
        Assert.Equal(
            (here, droplets.PrivateAddress(here), "postgres", ""),
            (
                droplets.Files["DB_SSH"],
                droplets.Files["DATABASE_ADDRESS"],
                droplets.Files["DATABASE_HOSTS"],
                droplets.Files["DATABASE_NEXT_ADDRESS"]
            )
        );
        Assert.Equal(server, await droplets.Database.ServerAsync());
        Assert.Equal("0", await droplets.Database.SqlAsync("SELECT count(*) FROM pg_replication_slots"));
        Assert.Equal("", await droplets.OnAsync(there, "docker volume ls --quiet --filter name=minitwit_postgres-data"));
        await load.MoreAsync(50, Patience);
        await load.StopAsync();
        Assert.Empty((await StoredWrites.ReadAsync(droplets)).Missing(load.Accepted));
    }

    [Theory]
    [InlineData("deploy.sh", "--version {other}")]
    [InlineData("restore.sh", "--yes")]
    [InlineData("move-db.sh", "{next} {address} --yes")]
    [InlineData("upgrade-db.sh", "--yes")]
    public async Task Of_two_commands_at_once_one_gives_way_before_it_has_changed_anything(string script, string arguments)
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var next = droplets.Database.Host == "db" ? "next" : "db";
        var words = arguments
            .Replace("{other}", await droplets.OtherVersionAsync(), StringComparison.Ordinal)
            .Replace("{next}", next, StringComparison.Ordinal)
            .Replace("{address}", droplets.PrivateAddress(next), StringComparison.Ordinal)
            .Split(' ');
        var before = await DropletState.ReadAsync(droplets);
        var holder = await HoldLockAsync();
        try
        {
            var (code, said) = await TwoDroplets.OperateAsync(script, [droplets.Settings, .. words]);

            Assert.True(code == 1, said);
            Assert.Contains("Another deployment is running.", said, StringComparison.Ordinal);
        }
        finally
        {
            await droplets.OnAsync("app", $"kill {holder}");
        }

        Assert.Equal(before, await DropletState.ReadAsync(droplets));
    }

    [Fact]
    public async Task What_another_deployment_changed_before_its_lock_was_free_is_seen()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        const string Changed = "compose.override.yaml";
        var before = await droplets.Database.OnAsync($"sha256sum {Changed}");
        var holder = await HoldLockAsync();
        using var deployment = TwoDroplets.StartOperation("deploy.sh", droplets.Settings, "--version", await droplets.VersionAsync());
        using var timeout = new CancellationTokenSource(Patience);
        // As the first word, since the shell that asks has the lock's name in its arguments as well.
        while (await droplets.OnAsync("app", $"pgrep --count --full '^flock .*{Lock}' || true") == "0")
        {
            await Task.Delay(50, timeout.Token);
        }

        await droplets.Database.OnAsync($"echo '# of another' >>{Changed}");
        await droplets.OnAsync("app", $"kill {holder}");
        await Shell.UntilSaidAsync(deployment, "Done: version", Patience);
        await deployment.WaitForExitAsync(timeout.Token);

        Assert.Equal(0, deployment.ExitCode);
        Assert.Equal(before, await droplets.Database.OnAsync($"sha256sum {Changed}"));
    }

    /// <summary>As another command would, until the process with this number ends.</summary>
    private Task<string> HoldLockAsync() =>
        droplets.OnAsync("app", $"nohup flock --no-fork {Lock} sleep 600 </dev/null >/dev/null 2>&1 & echo $!");
}
