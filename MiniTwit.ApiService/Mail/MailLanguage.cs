using Microsoft.Net.Http.Headers;

namespace MiniTwit.ApiService.Mail;

/// <summary>The languages that letters are written in.</summary>
internal enum MailLanguage
{
    English,
    Danish,
}

internal static class MailLanguages
{
    /// <summary>The first of them that a request asks for; pages ask for the one that they are shown in.</summary>
    public static MailLanguage AskedFor(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptLanguage.OrderByDescending(language => language.Quality ?? 1)
            .Select(Known)
            .FirstOrDefault(known => known is not null)
        ?? MailLanguage.English;

    private static MailLanguage? Known(StringWithQualityHeaderValue language) =>
        language.Value.ToString().Split('-')[0].ToUpperInvariant() switch
        {
            "EN" => MailLanguage.English,
            "DA" => MailLanguage.Danish,
            _ => null,
        };
}
