using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
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
            GeneratedFiles.Read(Path.Combine(generated.Folder, "app-droplet")).Keys,
            GeneratedFiles.Read(Repository.File("deploy", "app-droplet")).Keys
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

    // What its image starts is for the model to say: nothing could be run after the secrets are in place.
    [Fact]
    public async Task A_secret_of_a_service_without_a_known_start_is_refused()
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() =>
            GeneratedFiles.WriteAsync(model => StrangeTexts.Add(model, "app").WithEnvironment("KEY", Secret(model)))
        );

        Assert.Contains($"'{StrangeTexts.Part}' has secrets", refusal.ToString(), StringComparison.Ordinal);
        Assert.Contains("Service.Start", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_setting_that_a_shell_does_not_pass_on_is_refused_beside_a_secret()
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() =>
            GeneratedFiles.WriteAsync(model =>
                StrangeTexts.Add(model, "app").WithEntrypoint("start").WithEnvironment("KEY", Secret(model)).WithEnvironment("a.b", "c")
            )
        );

        Assert.Contains($"'{StrangeTexts.Part}' would not get its setting a.b", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("app")]
    [InlineData("database")]
    public async Task A_secret_in_an_argument_is_refused(string droplet)
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() =>
            GeneratedFiles.WriteAsync(model =>
                StrangeTexts.Add(model, droplet).WithArgs(ReferenceExpression.Create($"--key={Secret(model)}"))
            )
        );

        Assert.Contains($"'{StrangeTexts.Part}' has a secret in its argument", refusal.ToString(), StringComparison.Ordinal);
    }

    private static IResourceBuilder<ParameterResource> Secret(IDistributedApplicationTestingBuilder model) =>
        model.AddParameter("strange-key", secret: true);
}
