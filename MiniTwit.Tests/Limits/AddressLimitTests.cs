using System.Net;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Limits;

public sealed class AddressLimitTests(StackFixture stack)
{
    private static readonly (string Method, string Path, HttpStatusCode Allowed)[] Limited =
    [
        ("POST", "/api/v1/sessions", HttpStatusCode.Unauthorized),
        ("PUT", "/api/v1/me/password", HttpStatusCode.Unauthorized),
        ("PUT", "/api/v1/me/email", HttpStatusCode.Unauthorized),
        ("DELETE", "/api/v1/me", HttpStatusCode.Unauthorized),
        ("POST", "/api/v1/users", HttpStatusCode.BadRequest),
    ];

    [Fact]
    public async Task An_address_has_so_many_and_the_next_after_a_while()
    {
        await using var process = await LimitedApi.StartAsync(
            stack,
            ("Limits__SignIns__AtOnce", "2"),
            ("Limits__SignIns__Every", "01:00:00"),
            ("Limits__SignUps__AtOnce", "2"),
            ("Limits__SignUps__Every", "01:00:00")
        );
        var api = new Api(process.Address);

        foreach (var (i, (method, path, allowed)) in Limited.Index())
        {
            foreach (var address in new[] { $"203.0.113.{2 * i}", $"203.0.113.{(2 * i) + 1}" })
            {
                var replies = new List<Reply>();
                for (var turn = 0; turn < 3; turn++)
                {
                    replies.Add(await api.SendAsync(method, path, "{}", null, LimitedApi.From(address)));
                }

                Assert.Equal(
                    [(path, allowed), (path, allowed), (path, HttpStatusCode.TooManyRequests)],
                    replies.Select(reply => (path, reply.Status))
                );
                Assert.Equal(
                    ("3600", "Too many attempts. Please try again in 60 minutes."),
                    (replies[2].Header("Retry-After"), replies[2].Detail)
                );
            }
        }
    }

    [Fact]
    public async Task By_default_a_flood_of_registrations_is_refused()
    {
        await using var process = await LimitedApi.StartAsync(stack);
        var api = new Api(process.Address);

        var replies = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => api.PostAsync("/api/v1/users", new { })));

        Assert.InRange(replies.Count(reply => reply.Status == HttpStatusCode.BadRequest), 30, 35);
        Assert.All(
            replies.Where(reply => reply.Status != HttpStatusCode.BadRequest),
            reply => Assert.Equal(HttpStatusCode.TooManyRequests, reply.Status)
        );
    }

    [Fact]
    public async Task The_simulator_s_credential_is_exempt_and_its_errors_keep_their_form()
    {
        await using var process = await LimitedApi.StartAsync(
            stack,
            ("Limits__SimulatorSignUps__AtOnce", "2"),
            ("Limits__SimulatorSignUps__Every", "00:00:30")
        );
        var api = new Api(process.Address);
        var registration = new
        {
            username = "",
            email = "",
            pwd = "",
        };
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await api.PostAsync("/register", registration)).Status);
        }

        var refused = await api.PostAsync("/register?latest=4711", registration);

        Assert.Equal((HttpStatusCode.TooManyRequests, "30"), (refused.Status, refused.Header("Retry-After")));
        Assert.Equal("""{"status":429,"error_msg":"Too many attempts. Please try again in 30 seconds."}""", refused.Body);
        Assert.Equal("""{"latest":4711}""", (await api.GetAsync("/latest")).Body);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await api.PostAsync("/register", registration, "Basic bm9ib2R5")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await api.SimulateAsync("POST", "/register", registration)).Status);
    }

    [Fact]
    public async Task Browsers_are_counted_each_for_itself_and_the_form_says_when_to_try_again()
    {
        await using var process = await LimitedApi.StartAsync(
            stack,
            ("Limits__SignIns__AtOnce", "1"),
            ("Limits__SignIns__Every", "00:00:50")
        );
        await using var web = await AppProcess.StartAsync<Projects.MiniTwit_Web>(
            new Dictionary<string, string>
            {
                ["services__api__http__0"] = process.Address.ToString(),
                ["services__api__management__0"] = process.Management.ToString(),
                ["ForwardedHeaders__KnownNetworks"] = "127.0.0.0/8",
            }
        );

        Assert.Equal(HttpStatusCode.OK, (await SignInAsync("203.0.113.1")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SignInAsync("203.0.113.2")).Status);
        // What a client writes before the edge adds its address.
        var refused = await SignInAsync("203.0.113.9, 203.0.113.1");

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(50)), (refused.Status, refused.Headers.RetryAfter?.Delta));
        Assert.Equal(["Too many attempts. Please try again in 50 seconds."], refused.Errors);
        Assert.Equal("nobody", refused.Value("username"));

        async Task<Page> SignInAsync(string forwardedFor)
        {
            using var visitor = new Visitor(web.Address);
            visitor.Headers.Add("X-Forwarded-For", forwardedFor);
            return await visitor.PostAsync("/login", ("username", "nobody"), ("password", "wrong"));
        }
    }
}
