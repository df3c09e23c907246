namespace MiniTwit.Web.Pages.Site;

/// <summary>Who runs this installation, as its pages tell; section <c>Site</c>.</summary>
internal sealed class SiteOptions
{
    public const string Section = "Site";

    /// <summary>A person's or an organisation's name; null: nobody has said.</summary>
    public string? Operator
    {
        get;
        init => field = Said(value);
    }

    /// <summary>An e-mail address or the address of a page; null: nobody has said.</summary>
    public string? Contact
    {
        get;
        init => field = Said(value);
    }

    /// <summary>Where the contact leads, or null where it is to be read alone.</summary>
    public string? ContactAddress =>
        Contact switch
        {
            null => null,
            _ when Uri.TryCreate(Contact, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" or "mailto" => uri.AbsoluteUri,
            _ when Contact.Contains('@', StringComparison.Ordinal) && !Contact.Contains(' ', StringComparison.Ordinal) => "mailto:"
                + Contact,
            _ => null,
        };

    // A deployment's setting that was left out is an empty text.
    private static string? Said(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
