namespace MiniTwit.Bench;

/// <summary>A revision's source, and its programs as they ship.</summary>
internal sealed class Tree : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Nothing = [];
    private readonly string _root;
    private readonly string? _worktree;

    private Tree(string name, string description, string root, string? worktree, string published)
    {
        (Name, Description, _root, _worktree, Published) = (name, description, root, worktree, published);
    }

    public string Name { get; }

    public string Description { get; }

    public string Published { get; }

    /// <summary>The source that this program was built from, with what is not committed.</summary>
    public static async Task<Tree> ThisAsync(string root, string work, CancellationToken ct)
    {
        var commit = await GitAsync(root, ["log", "-1", "--format=%h %s"], ct);
        var changed = await GitAsync(root, ["status", "--porcelain", "--untracked-files=no"], ct);
        var description = $"{commit}{(changed.Length > 0 ? ", and what is not committed" : "")}";
        return new("this", description, root, worktree: null, Path.Combine(work, "this"));
    }

    /// <summary>A commit, in a work tree that goes with this object.</summary>
    public static async Task<Tree> OfAsync(string root, string work, string revision, CancellationToken ct)
    {
        var worktree = Path.Combine(work, "worktree");
        await GitAsync(root, ["worktree", "add", "--detach", worktree, revision], ct);
        return new("against", await GitAsync(worktree, ["log", "-1", "--format=%h %s"], ct), root, worktree, Path.Combine(work, "against"));
    }

    public string Assembly(string project) => Path.Combine(Published, project, $"{project}.dll");

    public async Task PublishAsync(string[] projects, CancellationToken ct)
    {
        foreach (var project in projects)
        {
            await Machine.RunAsync(
                _worktree ?? _root,
                Nothing,
                [
                    "dotnet",
                    "publish",
                    project,
                    "--configuration",
                    "Release",
                    "--verbosity",
                    "quiet",
                    "--output",
                    Path.Combine(Published, project),
                ],
                ct
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Also when the run was ended.
        if (_worktree is not null)
        {
            await GitAsync(_root, ["worktree", "remove", "--force", _worktree], CancellationToken.None);
        }
    }

    private static async Task<string> GitAsync(string root, string[] arguments, CancellationToken ct) =>
        (await Machine.RunAsync(root, Nothing, ["git", .. arguments], ct)).Trim();
}
