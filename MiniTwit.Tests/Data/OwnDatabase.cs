using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Data;

/// <summary>What is done to a database, and how the API bears it.</summary>
[CollectionDefinition(Name)]
public sealed class Duress : ICollectionFixture<OwnDatabase>
{
    public const string Name = "Duress";
}

/// <summary>
/// A database of its own on the stack's server, and an API of its own that reaches it through a proxy: what is done to these two
/// befalls no other test.
/// </summary>
public sealed class OwnDatabase(StackFixture stack) : IAsyncLifetime
{
    private const string Name = "duress";
    private AppProcess? _app;
    private TcpProxy? _proxy;

    /// <summary>The database itself, past the proxy.</summary>
    public NpgsqlDataSource Direct { get; private set; } = null!;

    internal TcpProxy Proxy => _proxy!;

    internal Api Api { get; private set; } = null!;

    internal Uri Address => _app!.Address;

    /// <summary>The API's management port.</summary>
    internal Uri Management => _app!.Management;

    internal Dictionary<string, string> Settings { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        await stack.Database.ChangeAsync($"CREATE DATABASE {Name}");
        var direct = new NpgsqlConnectionStringBuilder(
            await stack.App.GetConnectionStringAsync(ResourceNames.Database, TestContext.Current.CancellationToken)
        )
        {
            Database = Name,
        };
        Direct = NpgsqlDataSource.Create(direct);
        _proxy = new TcpProxy(direct.Host!, direct.Port);
        var proxied = new NpgsqlConnectionStringBuilder(direct.ConnectionString) { Host = "127.0.0.1", Port = _proxy.Port };
        Settings = new() { [$"ConnectionStrings__{ResourceNames.Database}"] = proxied.ConnectionString };
        await using (var migrations = AppProcess.Start<Projects.MiniTwit_ApiService>(Settings, "migrate"))
        {
            Assert.Equal(0, await migrations.WaitForExitAsync());
        }

        _app = await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(Settings);
        Api = new(_app.Address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        if (Direct is not null)
        {
            await Direct.DisposeAsync();
        }
    }
}
