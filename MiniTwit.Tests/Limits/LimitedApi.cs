using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.ServiceDefaults.Http;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Limits;

/// <summary>The API beside the stack's, on the same database, with the limits that it has by default unless a test sets others.</summary>
internal static class LimitedApi
{
    /// <summary>What Development knows without being told.</summary>
    private const string InternalKey = "development-internal-key";

    public static async Task<AppProcess> StartAsync(StackFixture stack, params (string Name, string Value)[] settings) =>
        await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(
            new Dictionary<string, string>(settings.Select(s => KeyValuePair.Create(s.Name, s.Value)))
            {
                ["ConnectionStrings__minitwit"] = (
                    await stack.App.GetConnectionStringAsync(ResourceNames.Database, TestContext.Current.CancellationToken)
                )!,
            }
        );

    /// <summary>The headers by which Web tells whose request it is.</summary>
    public static (string Name, string Value)[] From(string address, string key = InternalKey) =>
        [(ClientHeaders.Address, address), (ClientHeaders.Key, key)];
}
