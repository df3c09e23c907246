namespace MiniTwit.Tests.Stack;

/// <summary>The files that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string File(params string[] path) => Path.Combine([Root, .. path]);

    private static string Find(string folder) =>
        System.IO.File.Exists(Path.Combine(folder, "MiniTwit.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("MiniTwit.sln is in no folder above the tests."));
}
