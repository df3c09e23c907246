namespace MiniTwit.Tests.Stack;

/// <summary>A deployment to test in place of a stack started here, from the environment. <c>Droplets/ContractTests</c> sets it.</summary>
internal static class Deployed
{
    public const string ApiVariable = "MINITWIT_DEPLOYED_API";
    public const string DatabaseVariable = "MINITWIT_DEPLOYED_DATABASE";
    public const string PairVariable = "MINITWIT_DEPLOYED_SIMULATOR";

    /// <summary>The API's address; null: no deployment.</summary>
    public static Uri? Api { get; } = Environment.GetEnvironmentVariable(ApiVariable) is { Length: > 0 } address ? new(address) : null;

    /// <summary>A connection string of its database.</summary>
    public static string? Database { get; } = Environment.GetEnvironmentVariable(DatabaseVariable);

    /// <summary>The simulator's name and password there: a deployment refuses those that everybody knows.</summary>
    public static string SimulatorPair { get; } =
        Environment.GetEnvironmentVariable(PairVariable) is { Length: > 0 } set ? set : Stack.Api.SimulatorPair;
}
