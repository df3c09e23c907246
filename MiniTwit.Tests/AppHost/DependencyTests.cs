using System.Xml.Linq;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.AppHost;

/// <summary>The pages reach data through the API alone: they have no code and no secret to do it otherwise.</summary>
public sealed class DependencyTests(StackFixture stack)
{
    [Theory]
    [InlineData("MiniTwit.Web", "MiniTwit.ServiceDefaults")]
    [InlineData("MiniTwit.ApiService", "MiniTwit.ServiceDefaults")]
    [InlineData("MiniTwit.Simulator")]
    [InlineData("MiniTwit.ServiceDefaults")]
    public void A_project_refers_to_no_other_than_these(string project, params string[] references) =>
        Assert.Equal(
            references,
            References(project, "ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Replace('\\', '/')))
        );

    [Fact]
    public void The_pages_have_no_database_driver() =>
        Assert.DoesNotContain(
            References("MiniTwit.Web", "PackageReference"),
            package =>
                package.Contains("Npgsql", StringComparison.OrdinalIgnoreCase)
                || package.Contains("EntityFramework", StringComparison.OrdinalIgnoreCase)
        );

    [Fact]
    public async Task The_running_pages_know_neither_the_databases_address_nor_its_password()
    {
        var web = Environment(ResourceNames.Web);
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(
            Environment(ResourceNames.Api)[$"ConnectionStrings__{ResourceNames.Database}"]
        );

        Assert.NotEqual("", connection.Password);
        Assert.DoesNotContain(web, variable => variable.Key.Contains("ConnectionString", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(web.Values, value => value.Contains(connection.Password!, StringComparison.Ordinal));
        Assert.Equal(
            0,
            await stack.Database.ValueAsync<long>(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name ILIKE '%web%'"
            )
        );
    }

    private Dictionary<string, string> Environment(string name)
    {
        Assert.True(stack.App.ResourceNotifications.TryGetCurrentState(name, out var state));
        return state.Snapshot.EnvironmentVariables.ToDictionary(variable => variable.Name, variable => variable.Value ?? "");
    }

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument
            .Load(Repository.File(project, $"{project}.csproj"))
            .Descendants(kind)
            .Select(reference => reference.Attribute("Include")!.Value);
}
