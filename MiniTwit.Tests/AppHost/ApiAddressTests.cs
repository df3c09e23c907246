using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.AppHost;

/// <summary>What the API's address alone leads to.</summary>
public sealed class ApiAddressTests(StackFixture stack)
{
    [Fact]
    public async Task In_a_local_run_to_the_reference()
    {
        var answer = await new Api(stack.Api).GetAsync("/");

        Assert.Equal((System.Net.HttpStatusCode.Redirect, "/scalar"), (answer.Status, answer.Header("Location")));
        Assert.NotEqual(System.Net.HttpStatusCode.NotFound, (await new Api(stack.Api).GetAsync("/scalar")).Status);
    }

    [Fact]
    public async Task Where_that_is_not_served_to_a_word_on_what_this_is()
    {
        await using var api = await AppProcess.StartAsync<Projects.MiniTwit_ApiService>(
            new Dictionary<string, string>
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ConnectionStrings__minitwit"] = (
                    await stack.App.GetConnectionStringAsync(ResourceNames.Database, TestContext.Current.CancellationToken)
                )!,
                ["Internal__Key"] = "of this test",
                ["Simulator__UserName"] = "simulator",
                ["Simulator__Password"] = "of this test",
            }
        );
        var answer = await new Api(api.Address).GetAsync("/");

        Assert.Equal("""200 application/json {"name":"MiniTwit API","routes":"/api/v1"}""", answer.ToString());
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await new Api(api.Address).GetAsync("/scalar")).Status);
    }
}
