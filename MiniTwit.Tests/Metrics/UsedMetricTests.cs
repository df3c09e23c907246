namespace MiniTwit.Tests.Metrics;

/// <summary>Names are found in expressions of every form that rules and panels have.</summary>
public sealed class UsedMetricTests
{
    [Theory]
    [InlineData("""max by (job) (up{job="api"}) == 0 or absent(up{job="api"})""", "up")]
    [InlineData("""a_total{route!~"/x/.*|}"}[5m]""", "a_total")]
    [InlineData("sum(rate(a_total[5m])) / on (x, y) group_left (z) sum without (w) (b:rate5m) > 1e3 * 24", "a_total", "b:rate5m")]
    [InlineData("a unless on () b offset 1d", "a", "b")]
    [InlineData("histogram_quantile(0.95, sum by (le) (rate(a_bucket[20s])))", "a_bucket")]
    public void Names_are_those_of_metrics_alone(string expression, params string[] names) =>
        Assert.Equal(names, UsedMetric.NamesIn(expression));
}
