using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class BrokenFormTests(StackFixture stack) : WebTest(stack)
{
    [Theory]
    [InlineData("text=%FF%FE")]
    [InlineData("text=%C3%28")]
    [InlineData("text=%ED%A0%80")]
    [InlineData("text=%F4%90%80%80")]
    [InlineData("text=%zz%")]
    [InlineData("text=a&text=b")]
    [InlineData("=x&text")]
    [InlineData("&&&===")]
    public async Task Broken_encodings_are_no_failure(string body)
    {
        var visitor = await SignedInAsync(NewName());

        foreach (var path in new[] { "/add_message", "/login", "/register", "/settings/password" })
        {
            var encoded = path == "/add_message" ? body : body.Replace("text", "username", StringComparison.Ordinal);
            Assert.InRange((int)(await visitor.PostEncodedAsync(path, encoded)).Status, 200, 499);
        }

        Assert.Equal("My Timeline | MiniTwit", (await visitor.GetAsync("/")).Title);
    }

    [Theory]
    [InlineData("/%FF")]
    [InlineData("/%C3%28/following")]
    [InlineData("/%00")]
    [InlineData("/a%00b/followers")]
    [InlineData("/%")]
    [InlineData("/%zz")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/..%2f..%2fappsettings.json")]
    [InlineData("/appsettings.json")]
    [InlineData("//evil.example/x")]
    [InlineData("/a%2Fb")]
    [InlineData("/a%5Cb")]
    public async Task Broken_addresses_are_no_failure(string path)
    {
        var page = await Visit().GetAsync(path);

        Assert.True(page.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound, $"{path}: {page.Status}");
        Assert.Empty(page.Redirects);
    }

    [Theory]
    [InlineData("/login")]
    [InlineData("/register")]
    [InlineData("/add_message")]
    [InlineData("/logout")]
    public async Task A_body_of_a_megabyte_is_refused(string path)
    {
        var visitor = await SignedInAsync(NewName());

        var page = await visitor.PostAsync(path, ("username", NewName()), ("text", new string('x', 1 << 20)));

        AssertStatus(HttpStatusCode.RequestEntityTooLarge, "That is too much", page);
    }

    /// <summary>Who pastes too much does not lose it.</summary>
    [Theory]
    [InlineData(100_000)]
    [InlineData(400_000)]
    public async Task A_form_that_is_too_long_for_its_field_comes_back_as_it_was(int length)
    {
        var (name, much) = (NewName(), "<&>" + new string('x', length));
        var visitor = await SignedInAsync(name);

        var message = await ShareAsync(visitor, much);
        var registration = await RegisterAsync(Visit(), NewName(), much + "@example.com");
        var signIn = await SignInAsync(Visit(), much);

        Assert.Equal(["A message has at most 280 characters"], message.Errors);
        Assert.All([registration, signIn], page => Assert.Equal(["The request is too large."], page.Errors));
        Assert.Equal((much, much + "@example.com", much), (message.Value("text"), registration.Value("email"), signIn.Value("username")));
        Assert.Empty(await Stored.MessagesOfAsync(name));
    }

    [Theory]
    [InlineData("application/json", "{\"text\":\"hello\"}")]
    [InlineData("text/plain", "text=hello")]
    [InlineData("application/x-www-form-urlencoded; charset=utf-16", "text=hello")]
    [InlineData("multipart/form-data", "no boundary")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\ncut off")]
    public async Task Another_kind_of_body_records_nothing(string type, string body)
    {
        var name = NewName();
        var content = new StringContent(body);
        content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);

        var page = await (await SignedInAsync(name)).PostAsync("/add_message", content);

        Assert.InRange((int)page.Status, 200, 499);
        Assert.Empty(page.Flashes);
        Assert.Empty(await Stored.MessagesOfAsync(name));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=\"utf-8\"", HttpStatusCode.OK)]
    [InlineData("application/x-www-form-urlencoded; charset=us-ascii", HttpStatusCode.OK)]
    [InlineData("application/x-www-form-urlencoded; charset=iso-8859-1", HttpStatusCode.OK)]
    [InlineData("application/x-www-form-urlencoded; charset=\"\"", HttpStatusCode.OK)]
    [InlineData("application/x-www-form-urlencoded; charset=unknown", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded; charset=\"iso-8859-1\"", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data; boundary=\"x\"", HttpStatusCode.OK)]
    [InlineData("multipart/form-data; boundary=x; charset=utf-7", HttpStatusCode.OK)]
    [InlineData("multipart/form-data; boundary=\"\"", HttpStatusCode.BadRequest)]
    [InlineData("multipart/form-data; boundary=", HttpStatusCode.BadRequest)]
    public async Task A_forms_type_may_have_parameters_of_all_kinds(string type, HttpStatusCode status)
    {
        var content = new ByteArrayContent(
            type.StartsWith("multipart", StringComparison.Ordinal) ? Part("text/plain; charset=utf-8") : "username=x"u8.ToArray()
        );
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        var page = await Visit().PostAsync("/login", content);

        Assert.Equal(status, page.Status);
        Assert.Equal(status == HttpStatusCode.OK ? "Sign In" : "That did not work", page.Heading);
    }

    [Theory]
    [InlineData("text/plain; charset=\"utf-8\"", HttpStatusCode.OK)]
    [InlineData("text/plain; charset=unknown", HttpStatusCode.OK)]
    [InlineData("text/plain; charset=utf-7", HttpStatusCode.UnsupportedMediaType)]
    public async Task So_may_a_parts_type(string type, HttpStatusCode status)
    {
        var content = new ByteArrayContent(Part(type));
        content.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");

        Assert.Equal(status, (await Visit().PostAsync("/login", content)).Status);
    }

    [Theory]
    [InlineData("us-ascii", "abc", "abc")]
    [InlineData("iso-8859-1", "\u00E9t\u00E9", "\u00E9t\u00E9")]
    [InlineData("utf-8", "%C3%A9t%C3%A9", "\u00E9t\u00E9")]
    [InlineData("\"utf-8\"", "%C3%A9t%C3%A9", "\u00E9t\u00E9")]
    public async Task What_names_a_known_charset_is_read_in_it(string charset, string encoded, string value)
    {
        var content = new ByteArrayContent(System.Text.Encoding.Latin1.GetBytes("username=" + encoded));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded; charset=" + charset);

        Assert.Equal(value, (await Visit().PostAsync("/register", content)).Value("username"));
    }

    [Fact]
    public async Task A_form_sent_with_GET_is_no_failure()
    {
        var content = new ByteArrayContent("username=x"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded; charset=utf-7");

        using var answer = await Visit().SendAsync(HttpMethod.Get, "/public", content);

        Assert.InRange((int)answer.StatusCode, 200, 499);
    }

    private static byte[] Part(string type) =>
        System.Text.Encoding.ASCII.GetBytes(
            $"--x\r\nContent-Disposition: form-data; name=\"username\"\r\nContent-Type: {type}\r\n\r\nx\r\n--x--\r\n"
        );

    [Fact]
    public async Task A_multipart_form_is_a_form()
    {
        var name = NewName();
        using var form = new MultipartFormDataContent { { new StringContent("hello"), "text" } };

        var page = await (await SignedInAsync(name)).PostAsync("/add_message", form);

        Assert.Equal(["Your message was recorded"], page.Flashes);
        Assert.Equal(["hello"], await Stored.MessagesOfAsync(name));
    }

    [Fact]
    public async Task A_thousand_fields_are_refused()
    {
        var page = await Visit().PostAsync("/login", [.. Enumerable.Range(0, 1000).Select(n => ($"field{n}", "x"))]);

        AssertStatus(HttpStatusCode.BadRequest, "That did not work", page);
    }
}
