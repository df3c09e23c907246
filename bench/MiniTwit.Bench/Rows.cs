namespace MiniTwit.Bench;

/// <summary>One kind of request, measured on whoever serves it.</summary>
/// <param name="Name">What <c>--only</c> calls it.</param>
/// <param name="Title">What the report calls it.</param>
internal sealed record Row(string Name, string Title)
{
    public required string Path { get; init; }

    /// <summary>A post where there are any.</summary>
    public string[] Bodies { get; init; } = [];

    public Func<Target, (string Name, string Value)> Header { get; init; } = _ => ("Authorization", Target.Authorization);

    public int Connections { get; init; } = 16;

    /// <summary>One at a time, each on a connection of its own.</summary>
    public bool NewConnections { get; init; }

    /// <summary>A page, of Web.</summary>
    public bool IsPage { get; init; }

    /// <summary>The floor serves it too.</summary>
    public bool HasFloor { get; init; }

    /// <summary>pgbench's script with the same statements.</summary>
    public string? Pgbench { get; init; }

    /// <summary>Part of a quick run.</summary>
    public bool Quick { get; init; }

    public bool DependsOnSize => IsPage || Bodies.Length == 0 && Connections == 1;

    public bool IsServedBy(Target target) =>
        target.Name switch
        {
            Target.Pgbench => Pgbench is not null,
            Target.Floor => HasFloor,
            _ => !IsPage || target.Web is not null,
        };

    public string UrlOn(Target target) => (IsPage ? target.Web : target.Api)!.Url;

    public Requests RequestsFor(Target target)
    {
        var (name, value) = Header(target);
        return new(Bodies.Length > 0 ? "POST" : "GET", Path, Bodies, new() { [name] = value });
    }
}

internal static class Rows
{
    private const string Message = """{"content":"A message of the length that messages tend to have in the scenario."}""";

    private const string User = "\\set n random(1000, 2999)\n",
        Text = "'A message of the length that messages tend to have in the scenario.'";

    // Reading first: what is posted makes the world larger.
    public static readonly Row[] All =
    [
        new("msgs-100", "GET /msgs?no=100")
        {
            Path = "/msgs?no=100",
            HasFloor = true,
            Quick = true,
            Pgbench = Statement(Sql.Messages, "100"),
        },
        new("msgs-30", "GET /msgs?no=30")
        {
            Path = "/msgs?no=30",
            HasFloor = true,
            Pgbench = Statement(Sql.Messages, "30"),
        },
        new("latest", "GET /latest")
        {
            Path = "/latest",
            HasFloor = true,
            Quick = true,
            Pgbench = Statement(Sql.ReadLatest),
        },
        new("page-public", "web /public, signed out")
        {
            Path = "/public",
            IsPage = true,
            Header = _ => ("Accept", "text/html"),
            Quick = true,
        },
        Home("page-home", "web /, signed in, follows 500", "reader500", connections: 16) with
        {
            Quick = true,
        },
        Timeline("timeline-public", "public timeline", "/api/v1/timelines/public") with
        {
            Quick = true,
        },
        Timeline("timeline-5000", "home timeline, follows 5,000 active", "/api/v1/timelines/home", "reader5000") with
        {
            Quick = true,
        },
        Timeline("timeline-500", "home timeline, follows 500 active", "/api/v1/timelines/home", "reader500"),
        Timeline("timeline-silent", "home timeline, follows 5 silent", "/api/v1/timelines/home", "readersilent"),
        Timeline("timeline-nobody", "home timeline, follows nobody", "/api/v1/timelines/home", "readernobody"),
        Timeline("timeline-user", "an ordinary user's messages", $"/api/v1/users/{World.Ordinary}/messages"),
        Timeline("profile-celebrity", "profile with 60,000 followers", $"/api/v1/users/{World.Celebrity}") with
        {
            Quick = true,
        },
        Timeline("profile-ordinary", "an ordinary profile", $"/api/v1/users/{World.Ordinary}") with
        {
            Quick = true,
        },
        Home("page-home-5000", "web /, signed in, follows 5,000", "reader5000", connections: 1),
        new("page-celebrity", "web profile with 60,000 followers")
        {
            Path = $"/{World.Celebrity}",
            IsPage = true,
            Connections = 1,
            Header = _ => ("Accept", "text/html"),
        },
        new("post", "POST /msgs/{user}")
        {
            Path = "/msgs/user{n}",
            Bodies = [Message],
            HasFloor = true,
            Quick = true,
            Pgbench = User + Statement(Sql.Post, "'USER' || :n", Text),
        },
        new("post-latest", "POST /msgs/{user}?latest=")
        {
            Path = "/msgs/user{n}?latest={n}",
            Bodies = [Message],
            HasFloor = true,
            Quick = true,
            Pgbench =
                $"{User}\\startpipeline\n{Statement(Sql.Post, "'USER' || :n", Text)}{Statement(Sql.RecordLatest, ":n")}\\endpipeline\n",
        },
        new("follow-latest", "POST /fllws/{user}?latest=")
        {
            Path = "/fllws/user{n}?latest={n}",
            Bodies = ["""{"follow":"user9{n}"}""", """{"unfollow":"user9{n}"}"""],
            HasFloor = true,
            Quick = true,
        },
        new("post-one", "POST /msgs/{user}?latest=, a new connection each")
        {
            Path = "/msgs/user{n}?latest={n}",
            Bodies = [Message],
            Connections = 1,
            NewConnections = true,
            HasFloor = true,
            Quick = true,
        },
    ];

    public static Row Named(string name) => All.Single(row => row.Name == name);

    private static Row Timeline(string name, string title, string path, string? reader = null) =>
        new(name, title)
        {
            Path = path,
            Connections = 1,
            Header = target => reader is null ? ("Accept", "application/json") : ("Authorization", $"Bearer {target.Token(reader)}"),
        };

    private static Row Home(string name, string title, string reader, int connections) =>
        new(name, title)
        {
            Path = "/",
            IsPage = true,
            Connections = connections,
            Header = target => ("Cookie", target.Cookie(reader)),
        };

    // The expressions are pgbench's own and no part of the statement: it sends them as parameters.
    private static string Statement(string sql, params string[] values)
    {
        for (var i = values.Length; i > 0; i--)
        {
            sql = sql.Replace($"${i}", values[i - 1], StringComparison.Ordinal);
        }

        return sql + ";\n";
    }
}
