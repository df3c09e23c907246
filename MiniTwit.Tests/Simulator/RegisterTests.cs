using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Simulator;

public sealed class RegisterTests(StackFixture stack)
{
    private readonly Api _api = new(stack.Api);

    [Theory]
    [InlineData(null)]
    [InlineData(Api.SimulatorCredential)]
    [InlineData("Basic d3Jvbmc6d3Jvbmc=")]
    public async Task Registering_works_whatever_the_authorization(string? authorization)
    {
        var name = Person.NewName();

        var reply = await RegisterAsync(name, $" {name}@example.org ", "pwd", authorization);

        Assert.Equal((HttpStatusCode.NoContent, ""), (reply.Status, reply.Body));
        Assert.Equal($"{name}@example.org", await stack.Database.ValueAsync<string>("SELECT email FROM users WHERE name = $1", name));
    }

    [Theory]
    [InlineData("", "", "", "You have to enter a username")]
    [InlineData("New", "", "", "You have to enter a valid email address")]
    [InlineData("New", "no at sign", "", "You have to enter a valid email address")]
    [InlineData("New", "a@b", "", "You have to enter a password")]
    [InlineData("LOGIN", "a@b", "p", "The username is already taken")]
    public async Task The_first_broken_rule_is_told(string name, string email, string password, string error)
    {
        var before = await Rows.CountAsync(stack.Database);

        var reply = await RegisterAsync(name, email, password);

        Assert.Equal(HttpStatusCode.BadRequest, reply.Status);
        Assert.Equal("application/json", reply.ContentType);
        Assert.Equal($$"""{"status":400,"error_msg":"{{error}}"}""", reply.Body);
        Assert.Equal(before, await Rows.CountAsync(stack.Database));
    }

    [Theory]
    [InlineData("{}", "You have to enter a username")]
    [InlineData("""{"username":null,"email":"a@b","pwd":"p"}""", "You have to enter a username")]
    [InlineData("""{"username":"New","pwd":"p"}""", "You have to enter a valid email address")]
    [InlineData("""{"username":"New","email":"a@b"}""", "You have to enter a password")]
    public async Task A_missing_field_is_told_like_an_empty_one(string body, string error)
    {
        var reply = await _api.PostAsync("/register", body);

        Assert.Equal($$"""{"status":400,"error_msg":"{{error}}"}""", reply.Body);
    }

    [Fact]
    public async Task A_name_is_taken_in_every_spelling_of_its_case()
    {
        var name = Person.NewName("Ægir");
        await RegisterAsync(name, "a@b", "p");

        foreach (var again in new[] { name, name.ToUpperInvariant(), name.ToLowerInvariant() })
        {
            var reply = await RegisterAsync(again, "other@b", "q");
            Assert.Equal("""{"status":400,"error_msg":"The username is already taken"}""", reply.Body);
        }

        Assert.Equal(["a@b"], await stack.Database.TextsAsync("SELECT email FROM users WHERE upper(name) = upper($1)", name));
    }

    [Fact]
    public async Task Of_twenty_connections_that_register_a_name_at_once_one_gets_it()
    {
        var name = Person.NewName();

        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => RegisterAsync(name, $"{i}@example.org", "p")));

        Assert.Single(replies, reply => reply.Status == HttpStatusCode.NoContent);
        Assert.Equal(19, replies.Count(reply => reply.Body == """{"status":400,"error_msg":"The username is already taken"}"""));
        Assert.Equal(1, await stack.Database.ValueAsync<long>("SELECT count(*) FROM users WHERE name = $1", name));
    }

    [Theory]
    [InlineData("""]=)[X{Km{z""")]
    [InlineData("""-']S!{'\""")]
    [InlineData("1")]
    [InlineData(" leading and trailing ")]
    [InlineData("密码 🔑")]
    public async Task Any_text_is_a_password(string password)
    {
        var name = Person.NewName();
        Assert.Equal(HttpStatusCode.NoContent, (await RegisterAsync(name, "a@b", password)).Status);

        var session = await _api.PostAsync("/api/v1/sessions", new { username = name, password });

        Assert.Equal(HttpStatusCode.Created, session.Status);
    }

    [Fact]
    public async Task A_password_has_at_most_256_characters()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await RegisterAsync(Person.NewName(), "a@b", new string('p', 256))).Status);

        var reply = await RegisterAsync("New", "a@b", new string('p', 257));

        Assert.Equal("""{"status":400,"error_msg":"A password has at most 256 characters"}""", reply.Body);
    }

    private Task<Reply> RegisterAsync(string username, string email, string pwd, string? authorization = Api.SimulatorCredential) =>
        _api.RegisterAsync(username, email, pwd, authorization);
}
