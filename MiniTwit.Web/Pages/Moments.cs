using System.Globalization;

namespace MiniTwit.Web.Pages;

/// <summary>Times as people read them; everybody's are UTC.</summary>
internal static class Moments
{
    public static string Day(this DateTimeOffset moment) => moment.Written("d MMM yyyy");

    public static string Minute(this DateTimeOffset moment) => moment.Written("d MMM yyyy, HH:mm 'UTC'");

    public static string Second(this DateTimeOffset moment) => moment.Written("d MMM yyyy, HH:mm:ss 'UTC'");

    public static string Written(this DateTimeOffset moment, string format) =>
        moment.ToUniversalTime().ToString(format, CultureInfo.InvariantCulture);
}
