using System.Globalization;
using System.Net;
using Aspire.Hosting.Testing;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

public sealed class PortSplitTests(StackFixture stack)
{
    public static TheoryData<string, string> Hidden =>
        new MatrixTheoryData<string, string>(
            [ResourceNames.Api, ResourceNames.Web],
            [
                "/health/live",
                "/health/ready",
                "/health",
                "/metrics",
                "/internal/data-protection-keys",
                "/internal/seed",
                "/internal/reset",
                "/internal",
                "/HEALTH/live",
                "/Metrics",
                "/INTERNAL/data-protection-keys",
                "/metrics/",
                "/./metrics",
                "/x/../metrics",
                "/internal/../internal/data-protection-keys",
                "/%69nternal/data-protection-keys",
                "/metrics?x=1",
            ]
        );

    [Theory]
    [MemberData(nameof(Hidden))]
    public async Task Management_routes_do_not_exist_on_the_public_port(string app, string path)
    {
        var management = stack.Management(app).Port.ToString(CultureInfo.InvariantCulture);

        foreach (var method in new[] { "GET", "POST" })
        {
            var reply = await new Api(stack.App.GetEndpoint(app, "http")).SendAsync(
                method,
                path,
                null,
                $"Bearer {await stack.InternalKeyAsync()}",
                ("Host", $"localhost:{management}"),
                ("X-Forwarded-Port", management)
            );
            Assert.Equal((HttpStatusCode.NotFound, ""), (reply.Status, reply.Body));
        }
    }

    [Theory]
    [InlineData(ResourceNames.Api, "/health/live")]
    [InlineData(ResourceNames.Api, "/health/ready")]
    [InlineData(ResourceNames.Web, "/health/live")]
    [InlineData(ResourceNames.Web, "/health/ready")]
    public async Task Health_is_told_on_the_management_port(string app, string path)
    {
        var reply = await new Api(stack.Management(app)).GetAsync(path);

        Assert.Equal((HttpStatusCode.OK, "Healthy"), (reply.Status, reply.Body));
    }

    [Theory]
    [InlineData(ResourceNames.Api)]
    [InlineData(ResourceNames.Web)]
    public async Task Metrics_are_told_on_the_management_port(string app)
    {
        var reply = await new Api(stack.Management(app)).GetAsync("/metrics");

        Assert.Equal((HttpStatusCode.OK, "text/plain"), (reply.Status, reply.ContentType));
        Assert.Contains("\nhttp_server_request_duration_seconds_count{", reply.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ResourceNames.Api, "/latest")]
    [InlineData(ResourceNames.Api, "/msgs")]
    [InlineData(ResourceNames.Api, "/api/v1/timelines/public")]
    [InlineData(ResourceNames.Api, "/openapi/v1.json")]
    [InlineData(ResourceNames.Web, "/public")]
    [InlineData(ResourceNames.Web, "/login")]
    public async Task Public_routes_do_not_exist_on_the_management_port(string app, string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await new Api(stack.Management(app)).GetAsync(path, Api.SimulatorCredential)).Status);
}
