using MiniTwit.Tests.Provisioning;

namespace MiniTwit.Tests.Dashboards;

/// <summary>
/// Grafana cannot be had where the tests run, and it passes over names and values that it does not know. What the files say is held
/// against the types that its makers publish.
/// </summary>
[Trait("Tier", "Droplets")]
public sealed class DashboardTypeTests : IClassFixture<GrafanaTypes>
{
    [Fact]
    public async Task Dashboards_have_only_names_and_values_that_grafana_knows()
    {
        var files = Dashboard.All.Select(dashboard => dashboard.File);

        var (exit, output) = await GrafanaTypes.CheckAsync(files);

        Assert.True(exit == 0, output);
    }

    [Theory]
    [InlineData("overview", "\"showLegend\": true", "\"showLegends\": true", "showLegends")]
    [InlineData("overview", "\"displayMode\": \"list\"", "\"displayMode\": \"lists\"", "/options/legend/displayMode")]
    [InlineData("overview", "\"type\": \"stat\"", "\"type\": \"singlestat\"", "no type singlestat")]
    [InlineData("overview", "\"id\": \"custom.cellOptions\"", "\"id\": \"custom.cellOption\"", "cellOption\"")]
    [InlineData("overview", "\"target\": {\"refId\": \"Anno\", \"expr\"", "\"expr\": \"up\", \"target\": {\"expr\"", "\"expr\"")]
    [InlineData("logs", "\"sortOrder\": \"Descending\"", "\"sortOrder\": \"newest\"", "/options/sortOrder")]
    [InlineData("logs", "\"date_histogram\"", "\"date_histo\"", "/targets/0/bucketAggs/0/type")]
    public async Task What_grafana_does_not_know_is_found(string name, string right, string wrong, string found)
    {
        var text = Dashboard.Named(name).Text;
        var broken = text.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(text, broken);
        using var file = new TemporaryFile(broken);

        var (exit, output) = await GrafanaTypes.CheckAsync(file.Path);

        Assert.Equal(1, exit);
        Assert.Contains(found, output, StringComparison.Ordinal);
    }
}
