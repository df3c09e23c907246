using Aspire.Hosting.ApplicationModel;

namespace MiniTwit.Tests.Stack;

internal static class Restarts
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Stops a resource, waits for its end, starts it again and waits until it is healthy.</summary>
    public static async Task RestartAsync(this StackFixture stack, string resource)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        await stack.CommandAsync(resource, KnownResourceCommands.StopCommand);
        await stack.App.ResourceNotifications.WaitForResourceAsync(resource, KnownResourceStates.TerminalStates, timeout.Token);
        await stack.CommandAsync(resource, KnownResourceCommands.StartCommand);
        // Its last state may still be the one of before its start, which must not end the wait.
        await stack.App.ResourceNotifications.WaitForResourceHealthyAsync(resource, WaitBehavior.WaitOnResourceUnavailable, timeout.Token);
    }

    /// <summary>Does what a button of the dashboard does.</summary>
    public static async Task CommandAsync(this StackFixture stack, string resource, string command)
    {
        var result = await stack.App.ResourceCommands.ExecuteCommandAsync(resource, command, TestContext.Current.CancellationToken);
        Assert.True(result.Success, $"{command} of {resource}: {result.Message}");
    }
}
