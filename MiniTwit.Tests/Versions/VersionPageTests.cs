using System.Reflection;
using System.Text.RegularExpressions;
using MiniTwit.AppHost;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Versions;

/// <summary><c>docs/operations/versions.md</c> says what ships and what is tested, and of all of it.</summary>
public sealed partial class VersionPageTests
{
    private static readonly string Page = File.ReadAllText(Repository.File("docs", "operations", "versions.md"));

    [Fact]
    public void The_table_has_each_image_with_the_version_that_ships()
    {
        var images = typeof(Images)
            .GetFields(BindingFlags.Public | BindingFlags.Static)
            .Select(field => field.GetValue(null))
            .OfType<Image>()
            .Select(image => (image.Registry is null ? image.Name : $"{image.Registry}/{image.Name}", image.Tag));

        Assert.Equal(images.Order(), Rows().Select(row => (row.Image, row.Ships)).Order());
    }

    [Fact]
    public void It_calls_tested_what_a_test_compares_and_nothing_else()
    {
        var compared = VersionTests.Programs.Select(row => row.Data.Item3).ToHashSet();

        Assert.Equal(Rows().Where(row => compared.Contains(row.Ships)), Rows().Where(row => row.Tested != "no"));
        Assert.All(
            Rows().Where(row => row.Tested != "no"),
            row => Assert.Equal(VersionTests.MajorMinor().Match(row.Ships).Value, row.Tested)
        );
    }

    [Fact]
    public void The_tests_that_it_names_exist()
    {
        var tests = typeof(VersionPageTests).Assembly.GetTypes().Select(type => type.Name);

        Assert.Empty(TestClass().Matches(Page).Select(match => match.Groups[1].Value).Except(tests));
    }

    private static List<(string Image, string Ships, string Tested)> Rows() =>
        [.. Row().Matches(Page).Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value))];

    [GeneratedRegex(@"^\| (\S+) \| (v?\d\S+) \| (\S+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(\w+Tests)`")]
    private static partial Regex TestClass();
}
