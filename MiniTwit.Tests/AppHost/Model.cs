using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MiniTwit.Tests.AppHost;

/// <summary>An application model that is built and not started, with a data folder of its own.</summary>
internal sealed class Model : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _data;
    private readonly DistributedApplication _app;

    private Model(string data, DistributedApplication app) => (_data, _app) = (data, app);

    /// <summary>What runs or could run: all resources but parameters and what Aspire adds for itself.</summary>
    public IEnumerable<IResource> Parts => _app.Services.GetRequiredService<DistributedApplicationModel>().Resources
        .Where(resource => resource is not ParameterResource && !resource.Name.EndsWith("-rebuilder", StringComparison.Ordinal));

    public static async Task<Model> CreateAsync(string hosting)
    {
        var data = Directory.CreateTempSubdirectory("minitwit-model-").FullName;
        try
        {
            var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MiniTwit_AppHost>(
                [$"MINITWIT_HOSTING={hosting}", $"Data:Directory={data}"], TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
            return new(data, await builder.BuildAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken));
        }
        catch
        {
            Directory.Delete(data, recursive: true);
            throw;
        }
    }

    /// <summary>The environment as the model has it, references not resolved.</summary>
    public async Task<Dictionary<string, object>> EnvironmentAsync(IResource resource)
    {
        var context = new EnvironmentCallbackContext(
            _app.Services.GetRequiredService<DistributedApplicationExecutionContext>(), resource, [], TestContext.Current.CancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await annotation.Callback(context);
        return context.EnvironmentVariables;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
