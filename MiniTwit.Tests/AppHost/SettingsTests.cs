namespace MiniTwit.Tests.AppHost;

/// <summary>Settings that cannot be followed are told in a sentence.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Ports:web=many", "Ports__web is 'many'; it takes a port, or 0 for any free one.")]
    [InlineData("Ports:web=65536", "Ports__web is '65536'; it takes a port, or 0 for any free one.")]
    [InlineData("Ports:web=-1", "Ports__web is '-1'; it takes a port, or 0 for any free one.")]
    public async Task A_port_that_is_none(string setting, string message) => Assert.Equal(message, await ProblemAsync(setting));

    [Fact]
    public async Task Two_parts_on_one_port()
    {
        var port = Logging.AppProcess.FreePort();

        Assert.Equal(
            $"Port {port}, wanted for web, is api's. Choose another: Ports__web={(port > 65_000 ? port - 100 : port + 100)} ./run.sh",
            await ProblemAsync($"Ports:api={port}", $"Ports:web={port}"));
    }

    private static async Task<string> ProblemAsync(params string[] settings) =>
        (await Assert.ThrowsAnyAsync<Exception>(() => Model.CreateAsync("processes", settings))).GetBaseException().Message;
}
