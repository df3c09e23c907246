using System.Text.RegularExpressions;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>A user named like a route would have no page, or take the route's place.</summary>
public sealed partial class ReservedNameTests(StackFixture stack) : WebTest(stack)
{
    private static readonly string[] Expected =
    [
        "add_message",
        "avatars",
        "css",
        "error",
        "favicon.svg",
        "login",
        "logout",
        "public",
        "register",
        "robots.txt",
        "settings",
    ];

    [Fact]
    public async Task Whatever_the_site_routes_or_serves_is_no_name()
    {
        var folder = Path.GetDirectoryName(Web().GetProjectMetadata().ProjectPath)!;
        var segments = Routes(folder).Concat(Files(folder)).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.Superset(Expected.ToHashSet(), segments.ToHashSet());

        foreach (var name in segments.Concat(segments.Select(segment => segment.ToUpperInvariant())))
        {
            var page = await RegisterAsync(Visit(), name);
            Assert.Equal((name, "The username is already taken"), (name, string.Join(", ", page.Errors)));
        }
    }

    [Theory]
    [InlineData("health")]
    [InlineData("metrics")]
    [InlineData("internal")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".well-known")]
    [InlineData("favicon.ico")]
    public async Task Neither_is_what_browsers_and_the_management_port_ask_for(string name)
    {
        Assert.Equal(["The username is already taken"], (await RegisterAsync(Visit(), name)).Errors);
    }

    private ProjectResource Web() =>
        Stack
            .App.Services.GetRequiredService<DistributedApplicationModel>()
            .Resources.OfType<ProjectResource>()
            .Single(r => r.Name == ResourceNames.Web);

    /// <summary>The first segments of pages (<c>@page "/…"</c>) and endpoints (<c>Map…("/…"</c>).</summary>
    private static IEnumerable<string> Routes(string folder) =>
        from file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        where file.EndsWith(".cshtml", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal)
        from match in Route().Matches(File.ReadAllText(file))
        where match.Groups["segment"].Value.Length > 0
        select match.Groups["segment"].Value;

    private static IEnumerable<string> Files(string folder) =>
        Directory.EnumerateFileSystemEntries(Path.Combine(folder, "wwwroot")).Select(entry => Path.GetFileName(entry)!);

    [GeneratedRegex("""(?:@page\s+|\bMap\w+\(\s*)"/(?<segment>[^/{"]*)""")]
    private static partial Regex Route();
}
