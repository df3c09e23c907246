using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Security;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>Pages beside the stack's, before an API of the test's choice; what the API serves to Web alone is the stack's.</summary>
internal static class PagesBefore
{
    public static async Task<AppProcess> StartAsync(StackFixture stack, string api) =>
        await AppProcess.StartAsync<Projects.MiniTwit_Web>(await SettingsAsync(stack, api));

    /// <summary>What such pages are told.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> SettingsAsync(StackFixture stack, string api) =>
        new Dictionary<string, string>
        {
            ["services__api__http__0"] = api,
            ["services__api__management__0"] = $"{stack.Management(ResourceNames.Api)}",
            ["Internal__Key"] = await stack.InternalKeyAsync(),
        };
}
