using MiniTwit.Tests.Logging;

namespace MiniTwit.Tests.Security;

/// <summary>Outside Development nothing starts with a secret that is missing or that everybody knows.</summary>
public sealed class DefaultSecretTests
{
    [Theory]
    [InlineData("", "simulator", "mine")]
    [InlineData("development-internal-key", "simulator", "mine")]
    [InlineData("mine", "simulator", "super_safe!")]
    [InlineData("mine", "simulator", "")]
    [InlineData("mine", "", "mine")]
    public async Task The_API_does_not_start(string key, string user, string password)
    {
        await using var api = AppProcess.Start<Projects.MiniTwit_ApiService>(
            new Dictionary<string, string>
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["ConnectionStrings__minitwit"] = "Host=127.0.0.1;Port=1;Database=x;Username=x;Password=x",
                ["Internal__Key"] = key,
                ["Simulator__UserName"] = user,
                ["Simulator__Password"] = password,
            }
        );

        Assert.Equal(1, await api.WaitForExitAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("development-internal-key")]
    public async Task The_pages_do_not_start(string key)
    {
        await using var web = AppProcess.Start<Projects.MiniTwit_Web>(
            new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Production", ["Internal__Key"] = key }
        );

        Assert.NotEqual(0, await web.WaitForExitAsync());
    }
}
