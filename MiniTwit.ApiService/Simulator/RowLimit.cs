using System.Globalization;
using MiniTwit.ApiService.Text;

namespace MiniTwit.ApiService.Simulator;

/// <summary>The simulator's parameter <c>no</c>.</summary>
internal static class RowLimit
{
    public const string Text = "How many rows at most, 0 to 10000; 100 when left out.";
    public const string Error = "no must be a number between 0 and 10000";
    private const int Default = 100;
    private const int Max = 10_000;

    public static bool TryRead(string? no, out int rows)
    {
        rows = Default;
        if (string.IsNullOrEmpty(no))
        {
            return true;
        }

        if (!PlainNumber.TryParse(no, NumberStyles.None, out var number) || number > Max)
        {
            return false;
        }

        rows = (int)number;
        return true;
    }
}
