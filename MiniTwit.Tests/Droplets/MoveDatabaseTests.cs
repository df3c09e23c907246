namespace MiniTwit.Tests.Droplets;

/// <summary>The database goes to another droplet while the simulator is at work.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class MoveDatabaseTests(TwoDroplets droplets)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Nothing_that_was_accepted_is_lost_and_writes_pause_for_less_than_five_seconds()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var (old, other) = Hosts();
        await EmptyAsync(other);
        await using var load = SimulatorLoad.Start(droplets, seed: 201);
        await load.MoreAsync(100, Minute);

        var (code, said) = await MoveAsync(other, droplets.PrivateAddress(other));
        Assert.True(code == 0, said);
        await load.MoreAsync(100, Minute);
        var report = await load.StopAsync();

        Assert.Equal((other, droplets.PrivateAddress(other)), (droplets.Files["DB_SSH"], droplets.Files["DATABASE_ADDRESS"]));
        Assert.Empty((await StoredWrites.ReadAsync(droplets)).Missing(load.Accepted));
        var pause = load.Accepted.Zip(load.Accepted.Skip(1), (one, next) => next.At - one.At).Max();
        Assert.InRange(pause, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{said}\nWrites paused for {pause.TotalMilliseconds:0} ms. {report.GetProperty("total")}"
        );

        // The old one cannot come up as a second primary, whoever starts it.
        await droplets.OnAsync(old, $"cd {TwoDroplets.DatabaseFiles} && docker compose up -d postgres && sleep 5", Minute);
        var log = await droplets.OnAsync(
            old,
            $"cd {TwoDroplets.DatabaseFiles} && docker compose logs --no-log-prefix --tail 3 postgres; docker compose stop",
            Minute
        );
        Assert.Contains($"This database has moved to {droplets.PrivateAddress(other)}", log, StringComparison.Ordinal);

        // Nor is the new one taken for a left-over.
        (code, said) = await MoveAsync(other, droplets.PrivateAddress(other));
        Assert.True(code == 1, said);
        Assert.Contains("The database is there already", said, StringComparison.Ordinal);
        Assert.DoesNotContain("--volumes", said, StringComparison.Ordinal);
        Assert.Contains("minitwit_postgres-data", await droplets.OnAsync(other, "docker volume ls --quiet"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_not_the_new_droplets_is_refused_before_anything_is_changed()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var (_, other) = Hosts();
        // Nobody's, though it begins like the right one.
        var address = $"{droplets.PrivateAddress(other)}9";
        var before = await DropletState.ReadAsync(droplets);

        var (code, said) = await MoveAsync(other, address);

        Assert.True(code == 1, said);
        Assert.Contains($"{address} is not an address of this droplet", said, StringComparison.Ordinal);
        Assert.Contains($"the database droplet is not reached at {address}", said, StringComparison.Ordinal);
        Assert.Equal(before, await DropletState.ReadAsync(droplets));
    }

    [Fact]
    public async Task Killed_within_the_switch_it_goes_on_when_run_again()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var (old, other) = Hosts();
        var address = droplets.PrivateAddress(other);
        await EmptyAsync(other);
        await using var load = SimulatorLoad.Start(droplets, seed: 202);
        await load.MoreAsync(100, Minute);

        using (var move = TwoDroplets.StartOperation("move-db.sh", droplets.Settings, other, address, "--yes"))
        {
            await Shell.UntilSaidAsync(move, "The old database has ended.", Minute * 6);
            move.Kill(entireProcessTree: true);
        }

        // Too late otherwise: it was through.
        Assert.Equal(old, droplets.Files["DB_SSH"]);
        var (code, said) = await MoveAsync(other, address);
        Assert.True(code == 0, said);
        Assert.Contains("An earlier run has ended within the switch", said, StringComparison.Ordinal);
        await load.MoreAsync(50, Minute);
        await load.StopAsync();

        Assert.Equal(
            (other, address, "postgres", ""),
            (
                droplets.Files["DB_SSH"],
                droplets.Files["DATABASE_ADDRESS"],
                droplets.Files["DATABASE_HOSTS"],
                droplets.Files["DATABASE_NEXT_ADDRESS"]
            )
        );
        Assert.Equal("f", await droplets.Database.SqlAsync("SELECT pg_is_in_recovery()"));
        Assert.Empty((await StoredWrites.ReadAsync(droplets)).Missing(load.Accepted));
    }

    /// <summary>Where the database is, and where it goes.</summary>
    private (string Old, string Other) Hosts() => droplets.Database.Host == "db" ? ("db", "next") : ("next", "db");

    /// <summary>Of whatever an earlier move left there.</summary>
    private Task<string> EmptyAsync(string droplet) =>
        droplets.OnAsync(droplet, $"if cd {TwoDroplets.DatabaseFiles}; then docker compose down --volumes; fi", Minute);

    private Task<(int Code, string Said)> MoveAsync(string to, string address) =>
        TwoDroplets.OperateAsync("move-db.sh", droplets.Settings, to, address, "--yes");
}
