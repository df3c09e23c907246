using System.Net;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>Visitors to the running pages. All tests share one stack, so each makes users of its own.</summary>
public abstract class WebTest(StackFixture stack) : IDisposable
{
    internal const string Password = Person.UsualPassword;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private readonly List<Visitor> _visitors = [];

    protected StackFixture Stack => stack;

    private protected Stored Stored { get; } = new(stack.Database);

    /// <summary>A name that nobody has.</summary>
    protected static string NewName(string beginning = "foo") => $"{beginning}-{Guid.NewGuid():N}"[..Math.Min(64, beginning.Length + 13)];

    /// <summary>Somebody who is signed out.</summary>
    private protected Visitor Visit()
    {
        var visitor = new Visitor(stack.Web);
        _visitors.Add(visitor);
        return visitor;
    }

    private protected static Task<Page> RegisterAsync(
        Visitor visitor,
        string name,
        string? email = null,
        string password = Password,
        string? password2 = null
    ) =>
        visitor.PostAsync(
            "/register",
            ("username", name),
            ("email", email ?? $"{Guid.NewGuid():N}@example.com"),
            ("password", password),
            ("password2", password2 ?? password)
        );

    private protected static Task<Page> SignInAsync(Visitor visitor, string name, string password = Password) =>
        visitor.PostAsync("/login", ("username", name), ("password", password));

    private protected static Task<Page> ShareAsync(Visitor visitor, string text) => visitor.PostAsync("/add_message", ("text", text));

    /// <summary>A page of somebody who is signed out may be a second old: gets it until it shows what it should, or for so long that it never will.</summary>
    private protected static async Task<Page> GetUntilAsync(Visitor visitor, string path, Func<Page, bool> shows)
    {
        var page = await visitor.GetAsync(path);
        for (var waited = TimeSpan.Zero; !shows(page) && waited <= TimeSpan.FromSeconds(1); waited += Pause)
        {
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
            page = await visitor.GetAsync(path);
        }

        return page;
    }

    /// <summary>A new user's visitor, signed in and past the flash that says so.</summary>
    private protected async Task<Visitor> SignedInAsync(string name)
    {
        await RegisteredAsync(name);
        var visitor = Visit();
        var page = await SignInAsync(visitor, name);
        Assert.Equal(["You were logged in"], page.Flashes);
        return visitor;
    }

    /// <summary>A new user's visitor who is an administrator.</summary>
    private protected async Task<Visitor> AdministratorAsync(string name)
    {
        var visitor = await SignedInAsync(name);
        await Stack.Database.ChangeAsync("UPDATE users SET is_administrator = true WHERE name = $1", name);
        return visitor;
    }

    /// <summary>Makes a user who is nobody's visitor.</summary>
    protected Task RegisteredAsync(string name) =>
        Person.RegisterAsync(new Api(stack.Api), stack.Database, name, $"{Guid.NewGuid():N}@example.com");

    /// <inheritdoc />
    public void Dispose()
    {
        _visitors.ForEach(visitor => visitor.Dispose());
        GC.SuppressFinalize(this);
    }

    private protected static void AssertStatus(HttpStatusCode status, string heading, Page page)
    {
        Assert.Equal((status, heading, heading + " | MiniTwit"), (page.Status, page.Heading, page.Title));
    }
}
