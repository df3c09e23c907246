using System.CommandLine.Parsing;
using System.Globalization;

namespace MiniTwit.Simulator.Commands;

/// <summary>Reads the values of options that are more than a number or a text.</summary>
internal static class Values
{
    // 24 days is what a timer can hold.
    private static readonly TimeSpan LongestDuration = TimeSpan.FromDays(24);

    /// <summary><c>300ms</c>, <c>10s</c>, <c>1.5s</c>, <c>2m</c>; zero means none.</summary>
    public static TimeSpan Duration(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var (digits, unit) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], TimeSpan.FromMilliseconds(1)),
            _ when text.EndsWith('s') => (text[..^1], TimeSpan.FromSeconds(1)),
            _ when text.EndsWith('m') => (text[..^1], TimeSpan.FromMinutes(1)),
            _ => (text, TimeSpan.Zero),
        };
        if (TryDecimal(digits, out var count) && (unit > TimeSpan.Zero || count == 0) && count <= LongestDuration / TimeSpan.FromMinutes(1))
        {
            return unit * count;
        }

        result.AddError($"'{text}' is no duration. Give a number with ms, s or m, such as 300ms or 10s.");
        return default;
    }

    /// <summary>A factor such as <c>10</c> or <c>0.5</c>; infinite for <c>max</c>.</summary>
    public static double Speed(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text == "max")
        {
            return double.PositiveInfinity;
        }

        if (TryDecimal(text, out var speed) && speed > 0)
        {
            return speed;
        }

        result.AddError($"'{text}' is no speed. Give a number above 0, such as 1 or 10, or 'max'.");
        return default;
    }

    /// <summary>An http or https address, without a slash at the end.</summary>
    public static string Url(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (UrlError(text) is { } error)
        {
            result.AddError(error);
        }

        return text.TrimEnd('/');
    }

    public static string? UrlError(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return $"'{text}' is no address. Give one such as http://localhost:5001.";
        }

        if (url.UserInfo.Length > 0)
        {
            return "Credentials do not belong into the address: set SIMULATOR_USERNAME and SIMULATOR_PASSWORD.";
        }

        return url.Query.Length + url.Fragment.Length > 0 ? $"'{text}' has a query or a fragment; give the API's base address." : null;
    }

    private static bool TryDecimal(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
