using System.Net;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Security;

public sealed class InternalRoutesTests(StackFixture stack)
{
    private const string Keys = "/internal/data-protection-keys";

    private readonly Api _management = new(stack.Management(ResourceNames.Api));

    public static TheoryData<string?> WrongKeys =>
        [
            new TheoryDataRow<string?>(null),
            "",
            "Bearer",
            "Bearer ",
            "Bearer wrong",
            "Bearer development-internal-key",
            "Basic aW50ZXJuYWw6aW50ZXJuYWw=",
            Api.SimulatorCredential,
        ];

    [Theory]
    [MemberData(nameof(WrongKeys))]
    public async Task Without_the_key_internal_routes_answer_401(string? authorization)
    {
        foreach (
            var (method, path) in new[] { ("GET", Keys), ("PUT", Keys + "/x"), ("POST", "/internal/seed"), ("POST", "/internal/reset") }
        )
        {
            var reply = await _management.SendAsync(method, path, method == "PUT" ? new { xml = "<x/>" } : null, authorization);
            Assert.Equal(HttpStatusCode.Unauthorized, reply.Status);
        }
    }

    [Fact]
    public async Task A_users_token_is_no_key()
    {
        var person = await Person.JoinAsync(stack);

        Assert.Equal(HttpStatusCode.Unauthorized, (await _management.GetAsync(Keys, person.Bearer)).Status);
    }

    [Fact]
    public async Task Keys_are_stored_once_and_given_back_as_they_came()
    {
        var authorization = $"Bearer {await stack.InternalKeyAsync()}";
        var name = $"key-{Guid.NewGuid():N}";

        foreach (var xml in new[] { "<key id=\"1\">å “x”</key>", "<key id=\"2\" />" })
        {
            var put = await _management.SendAsync("PUT", $"{Keys}/{name}", new { xml }, authorization);
            Assert.Equal((HttpStatusCode.NoContent, ""), (put.Status, put.Body));
            var keys = (await _management.GetAsync(Keys, authorization)).Json;
            var stored = keys.EnumerateArray().Single(key => key.GetProperty("friendlyName").GetString() == name);
            Assert.Equal(["friendlyName", "xml"], stored.EnumerateObject().Select(field => field.Name));
            Assert.Equal(xml, stored.GetProperty("xml").GetString());
        }

        // The web's own key ring reads them all, and this is none it can read.
        await stack.Database.ChangeAsync("DELETE FROM data_protection_keys WHERE friendly_name = $1", name);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"xml":""}""")]
    [InlineData("""{"xml":"nul\u0000"}""")]
    [InlineData("[]")]
    public async Task A_key_that_is_none_is_refused(string body)
    {
        var reply = await _management.SendAsync("PUT", $"{Keys}/bad", body, $"Bearer {await stack.InternalKeyAsync()}");

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal(0, await stack.Database.ValueAsync<long>("SELECT count(*) FROM data_protection_keys WHERE friendly_name = 'bad'"));
    }
}
