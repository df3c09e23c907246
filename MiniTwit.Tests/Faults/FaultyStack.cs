using MiniTwit.Tests.Data;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Faults;

/// <summary>A server and replicas of the API of a test's own, to be treated badly: between them is a network that can be cut.</summary>
internal sealed class FaultyStack : IAsyncDisposable
{
    private const string RoundsVariable = "MINITWIT_FAULT_ROUNDS";
    private readonly List<AppProcess> _replicas = [];

    private readonly IReadOnlyDictionary<string, string> _settings;

    private FaultyStack(PostgresServer server, IReadOnlyDictionary<string, string> settings) =>
        (Server, Network, _settings) = (server, new("127.0.0.1", server.Port), settings);

    /// <summary>Whether <c>./test.sh --faults</c> asked for it.</summary>
    public static bool IsAtLength => Environment.GetEnvironmentVariable(RoundsVariable) is { Length: > 0 };

    /// <summary>How often each fault is made: some times, or as often as <c>./test.sh --faults ROUNDS</c> says.</summary>
    public static int Rounds(int usually) =>
        int.TryParse(Environment.GetEnvironmentVariable(RoundsVariable), out var rounds) ? rounds : usually;

    public PostgresServer Server { get; }

    /// <summary>Between the replicas and the server.</summary>
    public TcpProxy Network { get; }

    /// <summary>Those that there are at the moment.</summary>
    public IReadOnlyList<AppProcess> Replicas
    {
        get
        {
            lock (_replicas)
            {
                return [.. _replicas];
            }
        }
    }

    /// <param name="replicas">How many of the API.</param>
    /// <param name="settings">What these are told besides.</param>
    /// <param name="disk">How much room the server has; else all there is.</param>
    public static async Task<FaultyStack> StartAsync(int replicas, IReadOnlyDictionary<string, string>? settings = null, long? disk = null)
    {
        var stack = new FaultyStack(new(disk), settings ?? new Dictionary<string, string>());
        await stack.Server.StartAsync();
        await Migration.RunAsync(PostgresServer.ConnectionString(stack.Server.Port));
        for (var replica = 0; replica < replicas; replica++)
        {
            await stack.AddReplicaAsync();
        }

        return stack;
    }

    public async Task<AppProcess> AddReplicaAsync(params (string Name, string Value)[] settings)
    {
        var replica = await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(
            new Dictionary<string, string>([
                .. PostgresServer.Settings(Network.Port),
                .. _settings,
                .. settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)),
            ])
        );
        lock (_replicas)
        {
            _replicas.Add(replica);
        }

        return replica;
    }

    /// <summary>Pages that know of all replicas there are; whoever asks for them ends them.</summary>
    public Task<AppProcess> StartWebAsync() =>
        AppProcess.StartAsync<Projects.MiniTwit_Web>(
            new Dictionary<string, string>(
                Replicas
                    .SelectMany(
                        (replica, number) =>
                            new[]
                            {
                                KeyValuePair.Create($"services__api__http__{number}", $"{replica.Address}"),
                                KeyValuePair.Create($"services__api__management__{number}", $"{replica.Management}"),
                            }
                    )
                    .Concat(_settings)
            )
            {
                ["ForwardedHeaders__KnownNetworks"] = "127.0.0.1/32",
            }
        );

    /// <summary>Ends a replica without a word to it. Whoever sends to it meanwhile finds nobody there.</summary>
    public async Task KillReplicaAsync(AppProcess replica)
    {
        await replica.DisposeAsync();
        lock (_replicas)
        {
            _replicas.Remove(replica);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in Replicas)
        {
            await replica.DisposeAsync();
        }

        await Network.DisposeAsync();
        await Server.DisposeAsync();
    }
}
