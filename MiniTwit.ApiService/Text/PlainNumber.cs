using System.Globalization;

namespace MiniTwit.ApiService.Text;

/// <summary>A number that a client wrote. .NET takes one for good that NULs follow.</summary>
internal static class PlainNumber
{
    public static bool HasNul(string? text) => text?.Contains('\0') is true;

    public static bool TryParse(string? text, NumberStyles style, out long number)
    {
        number = 0;
        return !HasNul(text) && long.TryParse(text, style, CultureInfo.InvariantCulture, out number);
    }
}
