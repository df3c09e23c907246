using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Client;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

/// <summary>
/// Both apps as they run in production, on the stack's database, asked as an edge asks that took the request over TLS; and pages before an
/// API that answers nonsense or nothing.
/// </summary>
public sealed class BehindTls(StackFixture stack) : IAsyncLifetime
{
    /// <summary>What the edge adds to a request. The address is one that nobody else's limits are counted for.</summary>
    internal static readonly (string Name, string Value)[] Edge =
    [
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "minitwit.example"),
        ("X-Forwarded-For", "203.0.113.77"),
    ];

    private const string NoDatabase = "Host=127.0.0.1;Port=1;Database=x;Username=x;Password=x";
    private readonly List<AppProcess> _apps = [];
    private FakeApi _fake = null!;

    internal Uri Api { get; private set; } = null!;

    internal Uri Web { get; private set; } = null!;

    /// <summary>An API that cannot reach its database.</summary>
    internal Uri ApiInTrouble { get; private set; } = null!;

    /// <summary>Pages whose API answers with what makes no sense for <c>/public</c>, and 503 to all else.</summary>
    internal Uri WebInTrouble { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var database = await stack.App.GetConnectionStringAsync(ResourceNames.Database, TestContext.Current.CancellationToken);
        var api = AppProcess.Start<Projects.MiniTwit_ApiService>(
            Settings(("ConnectionStrings__minitwit", database!), ("ApiReference__Enabled", "true"), ("Limits__WrongPasswords__AtOnce", "1"))
        );
        var apiInTrouble = AppProcess.Start<Projects.MiniTwit_ApiService>(Settings(("ConnectionStrings__minitwit", NoDatabase)));
        _fake = new FakeApi(line =>
            line.Contains("/timelines/public", StringComparison.Ordinal) ? FakeApi.Http(200, "{}") : FakeApi.Http(503)
        );
        var web = AppProcess.Start<Projects.MiniTwit_Web>(
            Settings(("services__api__http__0", $"{api.Address}"), ("services__api__management__0", $"{api.Management}"))
        );
        var webInTrouble = AppProcess.Start<Projects.MiniTwit_Web>(Settings(("services__api__http__0", _fake.Url)));
        _apps.AddRange([api, apiInTrouble, web, webInTrouble]);
        await Task.WhenAll(api.WaitUntilReadyAsync(), web.WaitUntilReadyAsync(), webInTrouble.WaitUntilReadyAsync());
        (Api, ApiInTrouble, Web, WebInTrouble) = (api.Address, apiInTrouble.Address, web.Address, webInTrouble.Address);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in _apps)
        {
            await app.DisposeAsync();
        }

        await _fake.DisposeAsync();
    }

    private static Dictionary<string, string> Settings(params (string Name, string Value)[] settings) =>
        new(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ForwardedHeaders__KnownNetworks"] = "127.0.0.1/32",
            ["Internal__Key"] = "a key of these four alone",
            ["Simulator__UserName"] = "simulator",
            ["Simulator__Password"] = "super_safe?",
        };
}
