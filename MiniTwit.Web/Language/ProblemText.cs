using System.Text.RegularExpressions;
using Microsoft.Extensions.Localization;
using MiniTwit.Web.Api;

namespace MiniTwit.Web.Language;

/// <summary>The API's refusals, which come in English, as the reader reads them.</summary>
internal static partial class ProblemText
{
    /// <summary>The text for a form's error line.</summary>
    public static string Of(this IStringLocalizer<Texts> texts, ApiProblem problem) => texts.Of(problem.Text);

    // What has numbers in it is looked up with a place for each: "A username has at most {0} characters".
    public static string Of(this IStringLocalizer<Texts> texts, string english)
    {
        var numbers = new List<object>();
        var pattern = Number().Replace(english, number => $"{{{Add(numbers, number.Value)}}}");
        return texts[pattern, [.. numbers]];
    }

    private static int Add(List<object> numbers, string number)
    {
        numbers.Add(number);
        return numbers.Count - 1;
    }

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Number();
}
