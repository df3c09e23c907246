using System.Globalization;

namespace MiniTwit.Web.Pages;

/// <summary>Times as people read them, in the page's language; everybody's are UTC.</summary>
internal static class Moments
{
    public static string Day(this DateTimeOffset moment) => moment.ToUniversalTime().ToString("d", CultureInfo.CurrentUICulture);

    public static string Minute(this DateTimeOffset moment) => moment.InWords("t");

    public static string Second(this DateTimeOffset moment) => moment.InWords("T");

    public static string Written(this DateTimeOffset moment, string format) =>
        moment.ToUniversalTime().ToString(format, CultureInfo.InvariantCulture);

    private static string InWords(this DateTimeOffset moment, string time) =>
        $"{moment.Day()}, {moment.ToUniversalTime().ToString(time, CultureInfo.CurrentUICulture)} UTC";
}
