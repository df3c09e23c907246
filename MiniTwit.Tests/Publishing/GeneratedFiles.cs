using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MiniTwit.Tests.Publishing;

/// <summary>The droplets' files, written anew from the model into a folder of their own.</summary>
internal sealed class GeneratedFiles : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private GeneratedFiles(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>By which the AppHost runs a step of its pipeline.</summary>
    public static string[] Arguments(string step, string folder) => ["--operation", "publish", "--step", step, "--output-path", folder];

    /// <param name="change">What the model gains before it is written.</param>
    public static async Task<GeneratedFiles> WriteAsync(Action<IDistributedApplicationTestingBuilder>? change = null)
    {
        var files = new GeneratedFiles(Directory.CreateTempSubdirectory("minitwit-droplets-").FullName);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(Patience);
            await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MiniTwit_AppHost>(
                Arguments("publish", files.Folder),
                patience.Token
            );
            change?.Invoke(builder);
            await using var app = await builder.BuildAsync(patience.Token);
            var steps = app.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
            await app.RunAsync(patience.Token);
            // One that failed has stopped the host, which says nothing of it to its caller.
            await Task.WhenAll(steps.Select(step => step.ExecuteTask).OfType<Task>().Where(task => task.IsFaulted));
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>All files, by their paths from the folder, with slashes.</summary>
    public static SortedDictionary<string, string> Read(string folder) =>
        new(
            Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .ToDictionary(file => Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText),
            StringComparer.Ordinal
        );

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
