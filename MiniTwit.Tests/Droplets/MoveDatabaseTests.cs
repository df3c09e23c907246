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
        var old = droplets.Database.Host;
        var other = old == "db" ? "next" : "db";
        // Whatever an earlier move left there.
        await droplets.OnAsync(other, $"if cd {TwoDroplets.DatabaseFiles}; then docker compose down --volumes; fi", Minute);
        await using var load = SimulatorLoad.Start(droplets, seed: 201);
        await load.MoreAsync(100, Minute);

        var (code, said) = await TwoDroplets.OperateAsync("move-db.sh", droplets.Settings, other, droplets.PrivateAddress(other), "--yes");
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
    }
}
