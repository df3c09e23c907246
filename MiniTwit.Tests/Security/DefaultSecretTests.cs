using MiniTwit.Tests.Logging;

namespace MiniTwit.Tests.Security;

/// <summary>Outside Development nothing starts with a secret that is missing or that everybody knows.</summary>
public sealed class DefaultSecretTests
{
    [Theory]
    [InlineData("", "simulator", "mine", "Set Internal:Key ")]
    [InlineData("development-internal-key", "simulator", "mine", "Internal:Key is the publicly known default.")]
    [InlineData("mine", "simulator", "super_safe!", "Simulator:Password is the publicly known default.")]
    [InlineData("mine", "simulator", "", "Set Simulator:UserName and Simulator:Password ")]
    [InlineData("mine", "", "mine", "Set Simulator:UserName and Simulator:Password ")]
    public async Task The_API_does_not_start(string key, string user, string password, string problem)
    {
        await using var api = StartApi(key, user, password);

        Assert.Equal(1, await api.WaitForExitAsync());
        Assert.Contains($"MiniTwit does not start: {problem}", Assert.Single(api.Output, IsRefusal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("development-internal-key")]
    public async Task The_pages_do_not_start(string key)
    {
        await using var web = StartWeb(key);

        Assert.NotEqual(0, await web.WaitForExitAsync());
        Assert.Contains(web.Output, line => line.Contains("Set Internal:Key ", StringComparison.Ordinal));
    }

    /// <summary>Else the ends above might have any other reason.</summary>
    [Fact]
    public async Task Both_start_with_secrets_of_their_own()
    {
        await using var api = StartApi("mine", "simulator", "mine");
        await using var web = StartWeb("mine");

        await api.WaitUntilLiveAsync();
        await web.WaitUntilLiveAsync();
        Assert.DoesNotContain(api.Output, IsRefusal);
    }

    private static bool IsRefusal(string line) => line.Contains("MiniTwit does not start", StringComparison.Ordinal);

    private static AppProcess StartApi(string key, string user, string password) =>
        AppProcess.Start<Projects.MiniTwit_ApiService>(
            new Dictionary<string, string>
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ConnectionStrings__minitwit"] = "Host=127.0.0.1;Port=1;Database=x;Username=x;Password=x",
                ["Internal__Key"] = key,
                ["Simulator__UserName"] = user,
                ["Simulator__Password"] = password,
            }
        );

    private static AppProcess StartWeb(string key) =>
        AppProcess.Start<Projects.MiniTwit_Web>(
            new Dictionary<string, string>
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["services__api__http__0"] = "http://127.0.0.1:1",
                ["services__api__management__0"] = "http://127.0.0.1:1",
                ["Internal__Key"] = key,
            }
        );
}
