using System.Text;
using MiniTwit.Tests.Alerting;

namespace MiniTwit.Tests.Logging;

/// <summary>
/// <c>deploy/elasticsearch/kibana.sh</c> against a stand-in: Kibana cannot be had here, so a recorder answers as its documentation says, and
/// what the script sent is compared.
/// </summary>
public sealed class KibanaSetupTests
{
    [Fact]
    public async Task The_data_view_is_put_once_kibana_is_up()
    {
        var answers = new Queue<int>([503, 503, 200]);
        using var kibana = new HttpRecorder(_ => (answers.Dequeue(), ""));

        var (exit, output) = await RunAsync(kibana.Address, patience: 30);

        Assert.True(exit == 0, output);
        Assert.Equal(3, kibana.Requests.Count);
        Assert.All(
            kibana.Requests,
            sent =>
            {
                Assert.Equal(("POST", "/api/data_views/data_view"), (sent.Method, sent.Path));
                Assert.Equal($"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("elastic:pass\"word\\1"))}", sent.Authorization);
                Assert.Contains("\"title\":\"logs-minitwit-*\"", sent.Body, StringComparison.Ordinal);
            }
        );
    }

    [Fact]
    public async Task A_refusal_ends_it_without_the_password()
    {
        using var kibana = new HttpRecorder(_ => (401, "{\"error\":\"Unauthorized\"}"));

        var (exit, output) = await RunAsync(kibana.Address, patience: 30);

        Assert.Equal(1, exit);
        Assert.Contains("Kibana refuses its data view: 401", output, StringComparison.Ordinal);
        Assert.DoesNotContain("pass\"word", output, StringComparison.Ordinal);
        Assert.Single(kibana.Requests);
    }

    [Fact]
    public async Task Waits_no_longer_than_told()
    {
        var (exit, output) = await RunAsync(new Uri($"http://127.0.0.1:{AppProcess.FreePort()}"), patience: 2);

        Assert.Equal(1, exit);
        Assert.Contains("not ready within 2 s", output, StringComparison.Ordinal);
    }

    private static Task<(int Exit, string Output)> RunAsync(Uri kibana, int patience) =>
        Deployment.RunAsync(
            "/bin/sh",
            [Deployment.Path("deploy/elasticsearch/kibana.sh")],
            new Dictionary<string, string>
            {
                ["KIBANA_URL"] = kibana.ToString().TrimEnd('/'),
                ["WAIT_SECONDS"] = $"{patience}",
                ["ELASTIC_PASSWORD"] = "pass\"word\\1",
            }
        );
}
