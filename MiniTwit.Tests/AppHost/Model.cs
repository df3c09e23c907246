using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.AppHost;

/// <summary>An application model that is built and not started, with a data folder of its own.</summary>
internal sealed class Model : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _data;
    private readonly IDistributedApplicationTestingBuilder _builder;

    private Model(string data, IDistributedApplicationTestingBuilder builder) => (_data, _builder) = (data, builder);

    /// <summary>What runs or could run: all resources but parameters and what Aspire adds for itself.</summary>
    public IEnumerable<IResource> Parts =>
        _builder.Resources.Where(resource =>
            resource is not ParameterResource && !resource.Name.EndsWith("-rebuilder", StringComparison.Ordinal)
        );

    public IResource Part(string name) => Parts.Single(part => part.Name == name);

    public IEnumerable<ParameterResource> Parameters => _builder.Resources.OfType<ParameterResource>();

    public static async Task<Model> CreateAsync(string hosting, params string[] settings)
    {
        var data = Directory.CreateTempSubdirectory("minitwit-model-").FullName;
        try
        {
            return new(
                data,
                await DistributedApplicationTestingBuilder
                    .CreateAsync<Projects.MiniTwit_AppHost>(
                        [$"MINITWIT_HOSTING={hosting}", $"Data:Directory={data}", .. FreePorts.Settings, .. settings],
                        TestContext.Current.CancellationToken
                    )
                    .WaitAsync(Patience, TestContext.Current.CancellationToken)
            );
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
        var context = new EnvironmentCallbackContext(_builder.ExecutionContext, resource, [], TestContext.Current.CancellationToken);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        return context.EnvironmentVariables;
    }

    public async ValueTask DisposeAsync()
    {
        await _builder.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
