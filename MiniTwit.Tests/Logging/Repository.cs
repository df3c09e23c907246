namespace MiniTwit.Tests.Logging;

/// <summary>The files of the repository that these tests run from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Deploy(string path) => Path.Combine(Root, "deploy", path);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "MiniTwit.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The tests do not run from within the repository.");
    }
}
