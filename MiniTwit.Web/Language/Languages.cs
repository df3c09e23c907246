using System.Globalization;

namespace MiniTwit.Web.Language;

/// <summary>Languages the pages are in, with their own names and how each writes dates and numbers. The first is for whoever asks for none of them.</summary>
internal static class Languages
{
    public static readonly IReadOnlyList<CultureInfo> All = [English(), Danish()];

    public static string NameOf(CultureInfo language) => language.Name == "da" ? "Dansk" : "English";

    private static CultureInfo English()
    {
        var english = new CultureInfo("en");
        english.DateTimeFormat.ShortDatePattern = "d MMM yyyy";
        english.DateTimeFormat.ShortTimePattern = "HH:mm";
        english.DateTimeFormat.LongTimePattern = "HH:mm:ss";
        return english;
    }

    // The runtime is built without any culture's data: images get half as large.
    private static CultureInfo Danish()
    {
        string[] months = ["jan.", "feb.", "mar.", "apr.", "maj", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec.", ""];
        var danish = new CultureInfo("da");
        danish.DateTimeFormat.AbbreviatedMonthNames = months;
        danish.DateTimeFormat.AbbreviatedMonthGenitiveNames = months;
        danish.DateTimeFormat.ShortDatePattern = "d. MMM yyyy";
        danish.DateTimeFormat.ShortTimePattern = "HH.mm";
        danish.DateTimeFormat.LongTimePattern = "HH.mm.ss";
        danish.NumberFormat.NumberGroupSeparator = ".";
        danish.NumberFormat.NumberDecimalSeparator = ",";
        return danish;
    }
}
