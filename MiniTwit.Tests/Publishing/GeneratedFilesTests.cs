using Aspire.Hosting;
using MiniTwit.Tests.Alerting;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Publishing;

/// <summary>The files that run the model on droplets are the ones that are committed.</summary>
public sealed class GeneratedFilesTests
{
    [Fact]
    public async Task Committed_files_are_what_the_model_generates()
    {
        using var generated = await GeneratedFiles.WriteAsync();

        var files = GeneratedFiles.Read(generated.Folder);

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Equal(File.ReadAllText(Repository.File("deploy", file.Key)), file.Value));
    }

    [Fact]
    public async Task Nothing_generated_stays_when_the_model_has_it_no_more()
    {
        using var generated = await GeneratedFiles.WriteAsync();

        Assert.Equal(
            GeneratedFiles.Read(Path.Combine(generated.Folder, "app-droplet", "targets")).Keys,
            GeneratedFiles.Read(Repository.File("deploy", "app-droplet", "targets")).Keys
        );
    }

    [Theory]
    [InlineData("publish", 0)]
    [InlineData("no-such-step", 1)]
    public async Task A_script_learns_by_the_exit_code_whether_they_were_written(string step, int exitCode)
    {
        var folder = Directory.CreateTempSubdirectory("minitwit-droplets-");
        var (code, said) = await Deployment.RunAsync(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "MiniTwit.AppHost.dll"), .. GeneratedFiles.Arguments(step, folder.FullName)]
        );
        var files = folder.EnumerateFiles("*", SearchOption.AllDirectories).Count();
        folder.Delete(recursive: true);

        Assert.True(exitCode == code, said);
        Assert.Equal(exitCode == 0, files > 0);
    }

    [Fact]
    public async Task A_resource_that_lands_on_no_droplet_is_refused()
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() =>
            GeneratedFiles.WriteAsync(model => model.AddContainer("stray", "stray", "1.0"))
        );

        Assert.Contains("'stray'", refusal.ToString(), StringComparison.Ordinal);
    }
}
