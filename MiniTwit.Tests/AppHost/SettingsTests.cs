using MiniTwit.AppHost.Hosting;

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
            await ProblemAsync($"Ports:api={port}", $"Ports:web={port}")
        );
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/folder")]
    public void A_folder_that_cannot_be(string name)
    {
        var parent = Directory.CreateTempSubdirectory("minitwit-settings-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(parent, "file"), "");
            var folder = Path.Combine(parent, name);

            var problem = Assert.Throws<SetupException>(() => new LocalData(folder).Lock());
            Assert.Matches(
                $"^No data can be kept in {folder}: [^\n]*\\. Choose another folder: Data__Directory=FOLDER \\./run\\.sh$",
                problem.Message
            );
        }
        finally
        {
            Directory.Delete(parent, recursive: true);
        }
    }

    [Fact]
    public void A_lock_that_cannot_be_had_is_another_runs_only_where_that_has_it()
    {
        var folder = Directory.CreateTempSubdirectory("minitwit-settings-").FullName;
        try
        {
            // A stale one, and something in the lock's place.
            File.WriteAllText(Path.Combine(folder, "run.pid"), "1");
            Directory.CreateDirectory(Path.Combine(folder, "run.lock"));

            Assert.StartsWith(
                $"No data can be kept in {folder}: ",
                Assert.Throws<SetupException>(() => new LocalData(folder).Lock()).Message,
                StringComparison.Ordinal
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> ProblemAsync(params string[] settings) =>
        (await Assert.ThrowsAnyAsync<Exception>(() => Model.CreateAsync("processes", settings))).GetBaseException().Message;
}
