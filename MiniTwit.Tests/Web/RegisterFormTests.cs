using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

public sealed class RegisterFormTests(StackFixture stack) : WebTest(stack)
{
    /// <summary>The course's browser test addresses the inputs by position.</summary>
    [Fact]
    public async Task The_first_four_inputs_are_the_fields_and_the_fifth_submits()
    {
        var page = await Visit().GetAsync("/register");
        var inputs = page.Document.QuerySelectorAll("input").ToList();

        Assert.Equal(["username", "email", "password", "password2", null, "page"], inputs.Select(input => input.GetAttribute("name")));
        Assert.Equal("submit", inputs[4].GetAttribute("type"));
        Assert.Same(inputs[4], page.Document.QuerySelector(".actions input"));
        Assert.Single(inputs.Select(input => input.Closest("form")).Distinct());
    }

    [Theory]
    [InlineData("/register")]
    [InlineData("/login")]
    public async Task Forms_post_to_their_own_address_and_passwords_are_not_shown(string path)
    {
        var page = await Visit().GetAsync(path);
        var form = Assert.Single(page.Document.QuerySelectorAll("main form"));

        Assert.Equal(("post", path), (form.GetAttribute("method"), form.GetAttribute("action")));
        Assert.All(page.Document.QuerySelectorAll("[name^=password]"), input => Assert.Equal("password", input.GetAttribute("type")));
    }

    [Fact]
    public async Task Every_field_has_a_label()
    {
        var page = await Visit().GetAsync("/register");

        Assert.Equal(
            ["username", "email", "password", "password2"],
            page.Document.QuerySelectorAll("label").Select(label => label.GetAttribute("for"))
        );
    }
}
