using System.CommandLine.Parsing;

namespace MiniTwit.Simulator.Commands;

/// <summary>Where the API is when no <c>--url</c> says it.</summary>
internal static class ApiAddress
{
    private const string Local = "http://localhost:5001";

    // The second is how Aspire tells a resource where another one is.
    private static readonly string[] Variables = ["MINITWIT_API_URL", "services__api__http__0"];

    public static string FromEnvironment(ArgumentResult result)
    {
        var name = Array.Find(Variables, name => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name)));
        if (name is null)
        {
            return Local;
        }

        var value = Environment.GetEnvironmentVariable(name)!;
        if (Values.UrlError(value) is { } error)
        {
            result.AddError($"{name}: {error}");
        }

        return value.TrimEnd('/');
    }
}
