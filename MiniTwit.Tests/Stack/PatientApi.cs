using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Logging;

namespace MiniTwit.Tests.Stack;

/// <summary>The API beside the stack's, with a database that lets statements wait for as long as a test holds them.</summary>
internal static class PatientApi
{
    public static async Task<AppProcess> StartAsync(StackFixture stack, params (string Name, string Value)[] settings) =>
        await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(
            new Dictionary<string, string>(settings.Select(s => KeyValuePair.Create(s.Name, s.Value)))
            {
                ["ConnectionStrings__minitwit"] =
                    await stack.App.GetConnectionStringAsync(ResourceNames.Database, TestContext.Current.CancellationToken)
                    + ";Command Timeout=60;Options=-c lock_timeout=60s -c statement_timeout=60s",
            }
        );
}
