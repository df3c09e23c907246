using System.Security.Claims;
using System.Xml.Linq;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using MiniTwit.Tests.Limits;
using MiniTwit.Tests.Logging;
using MiniTwit.Tests.Stack;
using MiniTwit.Tests.Web;

namespace MiniTwit.Tests.Security;

/// <summary>The keys that protect the pages' cookies, as they lie in the database.</summary>
public sealed class StoredKeysTests(StackFixture stack) : WebTest(stack)
{
    private const string Cookies = "Cookies",
        Purpose = "Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationMiddleware";

    [Fact]
    public async Task None_lies_there_for_everybody_to_read()
    {
        await SignedInAsync(NewName());

        var keys = await Stack.Database.TextsAsync("SELECT xml FROM data_protection_keys");

        Assert.NotEmpty(keys);
        Assert.All(
            keys,
            key =>
            {
                var secret = Assert.Single(XElement.Parse(key).Descendants(), element => element.Name.LocalName == "encryptedSecret");
                Assert.Equal("aes-256-gcm", Assert.Single(secret.Elements()).Name);
                Assert.DoesNotContain("<masterKey", key, StringComparison.Ordinal);
                Assert.DoesNotContain("<value", key, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task One_from_before_they_were_encrypted_still_opens_its_cookies()
    {
        var person = await Person.JoinAsync(Stack);
        var before = new KeysInMemory();
        await using var services = new ServiceCollection()
            .AddDataProtection()
            .SetApplicationName("MiniTwit.Web")
            .Services.Configure<KeyManagementOptions>(options => options.XmlRepository = before)
            .BuildServiceProvider();
        var identity = new ClaimsIdentity([new(ClaimTypes.Name, person.Name), new("api_token", person.Token)], Cookies);
        var ticket = new AuthenticationTicket(
            new(identity),
            new() { IssuedUtc = DateTimeOffset.UtcNow, ExpiresUtc = DateTimeOffset.UtcNow.AddHours(1) },
            Cookies
        );
        var format = new TicketDataFormat(services.GetDataProtectionProvider().CreateProtector(Purpose, Cookies, "v2"));
        var cookie = $"minitwit.session={format.Protect(ticket)}";
        var (name, xml) = Assert.Single(before.Stored);
        Assert.Contains("<masterKey", xml, StringComparison.Ordinal);

        await KeepingKeysAsync(async () =>
        {
            await Stack.Database.ChangeAsync("INSERT INTO data_protection_keys (friendly_name, xml) VALUES ($1, $2)", name, xml);
            await using var web = await PagesBefore.StartAsync(Stack, $"{Stack.Api}");
            using var visitor = new Visitor(web.Address);
            visitor.Headers.Add("Cookie", cookie);
            Assert.Equal("My Timeline | MiniTwit", (await visitor.GetAsync("/")).Title);
        });
    }

    [Fact]
    public async Task With_another_internal_key_people_sign_in_anew()
    {
        var name = NewName();
        var visitor = await SignedInAsync(name);
        var cookie = visitor.Cookies.GetCookieHeader(Stack.Web);

        await KeepingKeysAsync(async () =>
        {
            await using var api = await LimitedApi.StartAsync(Stack, ("Internal__Key", "another key"));
            var settings = new Dictionary<string, string>
            {
                ["services__api__http__0"] = $"{api.Address}",
                ["services__api__management__0"] = $"{api.Management}",
                ["Internal__Key"] = "another key",
            };
            await using var one = await AppProcess.StartAsync<Projects.MiniTwit_Web>(settings);
            using Visitor before = new(one.Address),
                after = new(one.Address);
            before.Headers.Add("Cookie", cookie);

            Assert.Equal(["/public"], (await before.GetAsync("/")).Redirects);
            Assert.Equal(["You were logged in"], (await SignInAsync(after, name)).Flashes);
            await using var two = await AppProcess.StartAsync<Projects.MiniTwit_Web>(settings);
            using var there = new Visitor(two.Address);
            there.Headers.Add("Cookie", after.Cookies.GetCookieHeader(one.Address));
            Assert.Equal("My Timeline | MiniTwit", (await there.GetAsync("/")).Title);
        });

        Assert.Equal("My Timeline | MiniTwit", (await visitor.GetAsync("/")).Title);
    }

    /// <summary>Leaves the stack the keys that it had.</summary>
    private async Task KeepingKeysAsync(Func<Task> act)
    {
        var names = await Stack.Database.TextsAsync("SELECT friendly_name FROM data_protection_keys");
        try
        {
            await act();
        }
        finally
        {
            await Stack.Database.ChangeAsync("DELETE FROM data_protection_keys WHERE friendly_name <> ALL ($1)", (object)names.ToArray());
        }
    }

    private sealed class KeysInMemory : IXmlRepository
    {
        public List<(string Name, string Xml)> Stored { get; } = [];

        public IReadOnlyCollection<XElement> GetAllElements() => [.. Stored.Select(key => XElement.Parse(key.Xml))];

        public void StoreElement(XElement element, string friendlyName) => Stored.Add((friendlyName, element.ToString()));
    }
}
