using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

internal static class ManagementSide
{
    public static Uri Management(this StackFixture stack, string app) => stack.App.GetEndpoint(app, ResourceNames.ManagementEndpoint);

    /// <summary>What the apps show each other.</summary>
    public static async Task<string> InternalKeyAsync(this StackFixture stack)
    {
        var model = stack.App.Services.GetRequiredService<DistributedApplicationModel>();
        var key = await model
            .Resources.OfType<ParameterResource>()
            .Single(parameter => parameter.Name == "internal-key")
            .GetValueAsync(TestContext.Current.CancellationToken);
        return key!;
    }
}
