using Aspire.Hosting.ApplicationModel;
using MiniTwit.ServiceDefaults;
using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Web;

/// <summary>Tests that stop a part of the stack: they run alone, after all others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WebOutages
{
    public const string Name = "Web outages";
}

/// <summary>A resource that is stopped until this is disposed of.</summary>
internal sealed class Outage : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);
    private readonly StackFixture _stack;
    private readonly string _resource;

    private Outage(StackFixture stack, string resource) => (_stack, _resource) = (stack, resource);

    public static async Task<Outage> OfAsync(StackFixture stack, string resource)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        var outage = new Outage(stack, resource);
        var result = await stack.App.ResourceCommands.ExecuteCommandAsync(resource, KnownResourceCommands.StopCommand, timeout.Token);
        Assert.True(result.Success, result.Message);
        await stack.App.ResourceNotifications.WaitForResourceAsync(resource, KnownResourceStates.TerminalStates, timeout.Token);
        return outage;
    }

    /// <summary>Starts the resource again and waits until pages are served with data.</summary>
    public async ValueTask DisposeAsync()
    {
        using var timeout = new CancellationTokenSource(Timeout);
        var result = await _stack.App.ResourceCommands.ExecuteCommandAsync(_resource, KnownResourceCommands.StartCommand, timeout.Token);
        Assert.True(result.Success, result.Message);
        await _stack.App.ResourceNotifications.WaitForResourceHealthyAsync(
            _resource,
            WaitBehavior.WaitOnResourceUnavailable,
            timeout.Token
        );
        await _stack.App.ResourceNotifications.WaitForResourceHealthyAsync(
            ResourceNames.Web,
            WaitBehavior.WaitOnResourceUnavailable,
            timeout.Token
        );
        using var client = StackFixture.CreateClient(_stack.Web);
        while (!await AnswersAsync(client, timeout.Token))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), timeout.Token);
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, CancellationToken cancel)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri("/public", UriKind.Relative), cancel);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
