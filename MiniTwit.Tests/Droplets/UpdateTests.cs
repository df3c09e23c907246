namespace MiniTwit.Tests.Droplets;

/// <summary>New versions while people use the old one.</summary>
[Collection(TwoDropletsGroup.Name)]
[Trait("Tier", "Droplets")]
public sealed class UpdateTests(TwoDroplets droplets)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly string[] Replicated = ["api", "web"];

    [Fact]
    public async Task An_update_fails_no_request()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var next = await droplets.OtherVersionAsync();

        var said = await UnderLoadAsync(0, "--version", next);

        Assert.Contains($"Done: version {next} serves.", said, StringComparison.Ordinal);
        await RunsAsync(next);
    }

    [Fact]
    public async Task An_update_while_a_replica_is_away_fails_no_request()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var next = await droplets.OtherVersionAsync();
        var replica = (await droplets.Services.ContainersAsync("web"))[0];
        await droplets.OnAsync("app", $"docker stop --time 40 {replica}");

        await UnderLoadAsync(0, "--version", next);

        await RunsAsync(next);
    }

    [Fact]
    public async Task An_update_to_a_version_that_does_not_start_goes_back_and_fails_no_request()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var before = await droplets.VersionAsync();

        var said = await UnderLoadAsync(1, "--version", TwoDroplets.Broken);

        Assert.Contains($"Gone back: version {before} serves.", said, StringComparison.Ordinal);
        Assert.Contains($"The deployment of {TwoDroplets.Broken} failed.", said, StringComparison.Ordinal);
        await RunsAsync(before);
    }

    [Fact]
    public async Task Going_back_from_a_version_with_one_service_more_removes_that_one()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var before = await droplets.VersionAsync();
        try
        {
            await droplets.Files.ChangeStackAsync(await ExtraAsync());

            var said = await UnderLoadAsync(1, "--version", TwoDroplets.Broken);

            Assert.Contains($"Gone back: version {before} serves.", said, StringComparison.Ordinal);
            await RunsAsync(before);
            Assert.DoesNotContain("minitwit_extra", await NamesAsync(), StringComparison.Ordinal);
        }
        finally
        {
            await droplets.Files.ChangeStackAsync();
        }
    }

    [Fact]
    public async Task Going_back_from_a_version_with_one_service_less_leaves_that_one_which_the_next_good_one_removes()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var before = await droplets.VersionAsync();
        try
        {
            await droplets.Files.ChangeStackAsync(await ExtraAsync());
            await UnderLoadAsync(0, "--version", before);
        }
        finally
        {
            await droplets.Files.ChangeStackAsync();
        }

        var extra = Assert.Single(await droplets.Services.ContainersAsync("extra"));
        var said = await UnderLoadAsync(1, "--version", TwoDroplets.Broken);
        Assert.Contains($"Gone back: version {before} serves.", said, StringComparison.Ordinal);
        await RunsAsync(before);
        Assert.Equal(extra, Assert.Single(await droplets.Services.ContainersAsync("extra")));

        await UnderLoadAsync(0, "--version", before);
        Assert.DoesNotContain("minitwit_extra", await NamesAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Going_back_from_other_names_and_another_simulators_password_finds_the_old_ones()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var before = await droplets.VersionAsync();
        await droplets.Files.SetAsync("API_HOST", "other-api.minitwit.test");
        await droplets.Files.SetAsync("SIMULATOR_PASSWORD", "another-secret-0123456789");
        try
        {
            var (code, said) = await droplets.DeployAsync("--version", TwoDroplets.Broken);

            Assert.Equal(1, code);
            Assert.Contains($"Gone back: version {before} serves.", said, StringComparison.Ordinal);
            await RunsAsync(before);
            await droplets.Edge.ServesAsync(Minute);
        }
        finally
        {
            await droplets.Files.SetAsync("API_HOST", TwoDroplets.ApiHost);
            await droplets.Files.SetAsync("SIMULATOR_PASSWORD", TwoDroplets.Password);
        }

        await UnderLoadAsync(0, "--version", before);
    }

    [Fact]
    public async Task What_does_not_serve_on_the_tables_there_are_now_is_not_gone_back_to()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var good = await droplets.OtherVersionAsync();
        await droplets.Database.SqlAsync("ALTER TABLE messages RENAME TO messages_of_another_version");
        try
        {
            var (code, said) = await droplets.DeployAsync("--version", TwoDroplets.Broken);

            Assert.Equal(1, code);
            Assert.Contains(
                "Nothing is taken back: what ran before did not serve on the database as it is now.",
                said,
                StringComparison.Ordinal
            );
            Assert.DoesNotContain("Gone back", said, StringComparison.Ordinal);
            Assert.Contains($":{TwoDroplets.Broken}", await ImageAsync("web"), StringComparison.Ordinal);
        }
        finally
        {
            await droplets.Database.SqlAsync("ALTER TABLE messages_of_another_version RENAME TO messages");
        }

        var (mended, last) = await droplets.DeployAsync("--version", good);
        Assert.True(mended == 0, last);
        await RunsAsync(good);
        await droplets.Edge.ServesAsync(Minute);
    }

    [Fact]
    public async Task A_service_that_was_not_well_before_hinders_neither_an_update_nor_going_back()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        const string Node = "$(docker info --format '{{.Swarm.NodeID}}')";
        var before = await droplets.VersionAsync();
        await droplets.OnAsync("app", $"docker node update --label-add extra=true {Node}");
        try
        {
            var extra = (await ExtraAsync())[..^1];
            await droplets.Files.ChangeStackAsync($"{extra}, deploy: {{placement: {{constraints: [node.labels.extra == true]}}}}}}");
            await UnderLoadAsync(0, "--version", before);
            // No node is for it any more.
            await droplets.OnAsync("app", $"docker node update --label-rm extra {Node}");

            var said = await UnderLoadAsync(1, "--version", TwoDroplets.Broken);
            Assert.Contains($"Gone back: version {before} serves.", said, StringComparison.Ordinal);
            said = await UnderLoadAsync(0, "--version", await droplets.OtherVersionAsync());
            Assert.Contains("Not well, as before: minitwit_extra", said, StringComparison.Ordinal);
        }
        finally
        {
            await droplets.Files.ChangeStackAsync();
        }

        await UnderLoadAsync(0, "--version", before);
        Assert.DoesNotContain("minitwit_extra", await NamesAsync(), StringComparison.Ordinal);
    }

    /// <summary>The swarm takes the end of such a service for a failure of its update.</summary>
    [Fact]
    public async Task A_service_that_runs_to_its_end_is_waited_for_and_no_hindrance_to_going_back()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var before = await droplets.VersionAsync();
        try
        {
            foreach (var seconds in new[] { 4, 5 })
            {
                await droplets.Files.ChangeStackAsync(
                    $"  elasticsearch-setup: {{image: \"{await EdgeImageAsync()}\", command: [-c, sleep {seconds}], deploy: {{replicas: 1}}}}"
                );
                await UnderLoadAsync(0, "--version", before);
                Assert.Contains(
                    "Complete",
                    await droplets.OnAsync("app", "docker service ps --format '{{.CurrentState}}' minitwit_elasticsearch-setup"),
                    StringComparison.Ordinal
                );
            }

            var said = await UnderLoadAsync(1, "--version", TwoDroplets.Broken);
            Assert.Contains($"Gone back: version {before} serves.", said, StringComparison.Ordinal);
        }
        finally
        {
            await droplets.Files.ChangeStackAsync();
        }

        await UnderLoadAsync(0, "--version", before);
    }

    [Fact]
    public async Task A_deployment_of_what_runs_changes_nothing_and_a_plan_never_does()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        const string Running = "docker ps --filter name=minitwit --format '{{.ID}} {{.Names}}' | sort";
        var version = await droplets.VersionAsync();
        var state = await DropletState.ReadAsync(droplets);

        var plan = await droplets.DeployAsync("--version", TwoDroplets.Second + "-next", "--plan");
        var planned = await DropletState.ReadAsync(droplets);
        var before = await droplets.OnAsync("app", Running) + await droplets.OnAsync(droplets.Database.Host, Running);
        var deployment = await droplets.DeployAsync("--version", version);

        Assert.True(plan.Code == 0, plan.Said);
        Assert.True(deployment.Code == 0, deployment.Said);
        Assert.Contains(
            $"app: api: would be {TwoDroplets.Registry}/minitwit-api:{TwoDroplets.Second}-next, is",
            plan.Said,
            StringComparison.Ordinal
        );
        Assert.Contains("app: prometheus: as it should be", plan.Said, StringComparison.Ordinal);
        Assert.Equal(state, planned);
        Assert.Equal(before, await droplets.OnAsync("app", Running) + await droplets.OnAsync(droplets.Database.Host, Running));
    }

    [Fact]
    public async Task A_file_that_is_ours_no_longer_goes_also_where_nothing_else_changed_and_an_operators_stays()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var changes = Path.Combine(Path.GetDirectoryName(droplets.Settings)!, "compose.override.yaml");
        var aside = $"{changes}.aside";
        await droplets.Database.OnAsync("echo '-- rows' >before.sql");
        File.Move(changes, aside);
        try
        {
            var (_, saidWithout) = await droplets.DeployAsync("--version", await droplets.VersionAsync());

            // And no further: without it there is db-cadvisor, whose image cannot be had here.
            Assert.Contains("could not be pulled. Nothing was stopped or started.", saidWithout, StringComparison.Ordinal);
            Assert.Equal("before.sql", await droplets.Database.OnAsync("ls before.sql compose.override.yaml 2>/dev/null || true"));
        }
        finally
        {
            File.Move(aside, changes);
            await droplets.Database.OnAsync("rm before.sql");
        }

        var (code, said) = await droplets.DeployAsync("--version", await droplets.VersionAsync());
        Assert.True(code == 0, said);
    }

    /// <summary>There is one edge, and its ports are the machine's: the old one ends first.</summary>
    [Fact]
    public async Task Another_edge_is_a_pause_of_seconds_also_where_somebody_listens()
    {
        TwoDroplets.SkipWhereNoneAreMade();
        var version = await droplets.VersionAsync();
        var before = droplets.Files["GRAFANA_HOST"];
        var edge = await droplets.Services.ContainersAsync("caddy");
        using var listener = droplets.Edge.Client(TwoDroplets.WebHost);
        using var stream = await listener.GetAsync(
            "/timelines/public/live?after=0",
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
        Assert.True(stream.IsSuccessStatusCode);
        using var pause = new Pause(droplets.Edge);
        await droplets.Files.SetAsync("GRAFANA_HOST", "graphs.minitwit.test");
        try
        {
            var (code, said) = await droplets.DeployAsync("--version", version);

            Assert.True(code == 0, said);
            var longest = await pause.EndAsync();
            TestContext.Current.TestOutputHelper?.WriteLine($"Nobody was served for {longest.TotalSeconds:0.0} s");
            Assert.InRange(longest, TimeSpan.Zero, TimeSpan.FromSeconds(20));
            Assert.NotEqual(edge, await droplets.Services.ContainersAsync("caddy"));
        }
        finally
        {
            await droplets.Files.SetAsync("GRAFANA_HOST", before);
            await droplets.DeployAsync("--version", version);
        }
    }

    /// <summary>Deploys while people use what runs, none of whom may notice, and gives what was said.</summary>
    private async Task<string> UnderLoadAsync(int expected, params string[] arguments)
    {
        await using var load = await EdgeLoad.StartAsync(droplets.Edge);
        var (code, said) = await droplets.DeployAsync(arguments);
        await load.StopAsync();

        Assert.True(code == expected, said);
        Assert.True(load.Failures.Count == 0, string.Join("\n", load.Failures.Take(40)) + "\n" + said);
        TestContext.Current.TestOutputHelper?.WriteLine($"{load.Sent} requests\n{said}");
        return said;
    }

    private async Task RunsAsync(string version)
    {
        foreach (var service in Replicated)
        {
            Assert.Equal(version, await droplets.Services.VersionsAsync(service));
        }
    }

    private Task<string> NamesAsync() => droplets.OnAsync("app", "docker service ls --format '{{.Name}}'");

    /// <summary>A service of an image that is there, with a shell.</summary>
    private async Task<string> ExtraAsync() =>
        $"  extra: {{image: \"{await EdgeImageAsync()}\", entrypoint: [sleep, infinity], networks: {{private: {{}}}}}}";

    private async Task<string> EdgeImageAsync() => (await ImageAsync("caddy")).Split('@')[0];

    /// <summary>The one that the swarm was told.</summary>
    private Task<string> ImageAsync(string service) =>
        droplets.OnAsync("app", $"docker service inspect --format '{{{{.Spec.TaskTemplate.ContainerSpec.Image}}}}' minitwit_{service}");

    /// <summary>Asks the edge again and again on new connections, and measures the longest time without an answer.</summary>
    private sealed class Pause : IDisposable
    {
        private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);
        private readonly CancellationTokenSource _stop = new();
        private readonly Task<TimeSpan> _asking;

        public Pause(Edge edge) => _asking = AskAsync(edge);

        public async Task<TimeSpan> EndAsync()
        {
            await _stop.CancelAsync();
            return await _asking.WaitAsync(TimeSpan.FromMinutes(1));
        }

        public void Dispose() => _stop.Dispose();

        private async Task<TimeSpan> AskAsync(Edge edge)
        {
            var (longest, answered) = (TimeSpan.Zero, TimeProvider.System.GetTimestamp());
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    using var client = edge.Client(TwoDroplets.ApiHost, fresh: true);
                    using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
                    using var answer = await client.GetAsync("/latest", limit.Token);
                    if (answer.IsSuccessStatusCode)
                    {
                        var without = TimeProvider.System.GetElapsedTime(answered);
                        longest = without > longest ? without : longest;
                        answered = TimeProvider.System.GetTimestamp();
                    }
                }
                catch (Exception refused) when (refused is HttpRequestException or OperationCanceledException)
                {
                    // Counted as time without an answer.
                }

                await Task.Delay(Between, CancellationToken.None);
            }

            return longest;
        }
    }
}
