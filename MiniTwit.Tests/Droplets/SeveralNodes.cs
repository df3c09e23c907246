namespace MiniTwit.Tests.Droplets;

/// <summary>
/// A swarm of several app droplets, beside the one of <see cref="TwoDroplets"/> and with the same database, so that droplets can be lost.
/// </summary>
internal sealed class SeveralNodes
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly string[] Replicated = ["api", "web"];
    private readonly TwoDroplets _droplets;
    private readonly OperatorFiles _files;
    private string _manager;

    private SeveralNodes(TwoDroplets droplets, OperatorFiles files, string manager) =>
        (_droplets, _files, _manager) = (droplets, files, manager);

    /// <summary>Of the node with the edge.</summary>
    public Edge Edge => new(_droplets.Address(_manager), Path.Combine(_droplets.Folder, $"edge-{_manager}.crt"));

    public DropletServices Services => new(_droplets, _manager);

    /// <summary>A first node from nothing.</summary>
    public static async Task<SeveralNodes> StartAsync(TwoDroplets droplets, string first)
    {
        await droplets.AddAsync(first);
        var files = await droplets.Files.CopyAsync(Path.Combine(droplets.Folder, "several"), first);
        var nodes = new SeveralNodes(droplets, files, first);
        await nodes.DeployAsync();
        return nodes;
    }

    /// <summary>Brings the node with the edge to what the files say.</summary>
    public async Task DeployAsync()
    {
        var (code, said) = await TwoDroplets.OperateAsync("deploy.sh", _files.Settings, "--version", await _droplets.VersionAsync());
        Assert.True(
            code == 0,
            said + (await _droplets.TryOnAsync(_manager, "docker node ls; docker service ps --no-trunc $(docker service ls -q)")).Said
        );
        await File.WriteAllTextAsync(Edge.Authority, await Services.AuthorityAsync());
    }

    /// <summary>One more node, and manager.</summary>
    public async Task JoinAsync(string host)
    {
        await _droplets.AddAsync(host);
        var token = await OnManagerAsync("docker swarm join-token --quiet manager");
        var address = _droplets.PrivateAddress(host);
        await _droplets.OnAsync(
            host,
            $"install -d -o 1654 -g 1654 {TwoDroplets.Logs} && docker swarm join --advertise-addr {address} --listen-addr {address}:2377 --token {token} {_droplets.PrivateAddress(_manager)}:2377"
        );
    }

    /// <summary>So many of each app; waits until they run.</summary>
    public async Task ScaleAsync(int replicas)
    {
        foreach (var service in Replicated)
        {
            await Services.ScaleAsync(service, replicas);
        }

        await RunAsync(replicas);
    }

    /// <summary>Waits until so many of each app run on nodes that are there.</summary>
    public async Task RunAsync(int replicas)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        foreach (var service in Replicated)
        {
            while (await Services.CountAsync(service) != replicas)
            {
                await Task.Delay(500, timeout.Token);
            }
        }
    }

    /// <summary>Its power goes.</summary>
    public Task LoseAsync(string host) => _droplets.MachineAsync("off.sh", host);

    /// <summary>Takes a lost node, one of three managers, out of the swarm.</summary>
    public Task RemoveAsync(string host) => OnceDownAsync(host, $"docker node demote {host} && docker node rm --force {host}");

    /// <summary>What is left of the managers is no majority: this one starts over with all that it knows, and gets the edge.</summary>
    public async Task TakeOverAsync(string host)
    {
        var (lost, address) = (_manager, _droplets.PrivateAddress(host));
        _manager = host;
        await OnManagerAsync($"docker swarm init --force-new-cluster --advertise-addr {address} --listen-addr {address}:2377");
        await OnceDownAsync(lost, $"docker node rm --force {lost}");
        await OnManagerAsync($"docker node update --label-add minitwit.data=true {host}");
        await _files.GoToAsync(host);
    }

    /// <summary>Waits until the managers know that a node is gone, and does what the operators' pages say. (A demotion takes a moment.)</summary>
    private Task<string> OnceDownAsync(string host, string command) =>
        OnManagerAsync(
            $$$"""
            for _ in $(seq 120); do
              [ "$(docker node inspect --format '{{.Status.State}}' {{{host}}})" != down ] || ! { {{{command}}}; } || exit 0
              sleep 1
            done
            docker node ls
            exit 1
            """
        );

    private Task<string> OnManagerAsync(string script) => _droplets.OnAsync(_manager, script, Patience);
}
