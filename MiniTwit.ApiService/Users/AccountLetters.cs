using MiniTwit.ApiService.Mail;
using MiniTwit.ApiService.Users.Resets;

namespace MiniTwit.ApiService.Users;

/// <summary>
/// What users are told of their accounts by mail. A name may be anything: it stands in the text alone, in quotes, and set apart for its
/// direction.
/// </summary>
internal static class AccountLetters
{
    private static readonly int Minutes = (int)PasswordReset.MaxAge.TotalMinutes;

    public static Letter Reset(MailLanguage language, Uri pages, string to, IReadOnlyList<ResetLink> links, DateTimeOffset until)
    {
        var (subject, text) = language switch
        {
            MailLanguage.Danish => (
                "Vælg en ny adgangskode",
                $"""
                Nogen, formentlig dig, har bedt om en ny adgangskode på {pages}

                {Each(links, "Brugeren {0} vælger den her:")}

                Et link virker én gang og i {Minutes} minutter. Har du ikke bedt om det, skal du ikke gøre noget: din adgangskode er den samme.
                """
            ),
            _ => (
                "Choose a new password",
                $"""
                Somebody, probably you, asked for a new password at {pages}

                {Each(links, "The user {0} chooses it here:")}

                A link works once, and for {Minutes} minutes. If you did not ask for it, there is nothing to do: your password is what it was.
                """
            ),
        };
        return new(to, subject, text, until);
    }

    public static Letter PasswordChanged(MailLanguage language, Uri pages, string to, string userName)
    {
        var (subject, text) = language switch
        {
            MailLanguage.Danish => (
                "Din adgangskode er skiftet",
                $"""
                Adgangskoden for brugeren {Quoted(userName)} på {pages} er lige blevet skiftet.

                Var det ikke dig, så bed om en ny, og andre bliver logget ud: {new Uri(pages, "/login/forgotten")}
                """
            ),
            _ => (
                "Your password was changed",
                $"""
                The password of the user {Quoted(userName)} at {pages} was changed just now.

                If that was not you, ask for a new one, which signs out everybody else: {new Uri(pages, "/login/forgotten")}
                """
            ),
        };
        return new(to, subject, text);
    }

    /// <param name="language">What to write in.</param>
    /// <param name="pages">Where the pages are.</param>
    /// <param name="to">The address that was the user's until now.</param>
    /// <param name="userName">The user.</param>
    public static Letter EmailChanged(MailLanguage language, Uri pages, string to, string userName)
    {
        var (subject, text) = language switch
        {
            MailLanguage.Danish => (
                "Din e-mailadresse er skiftet",
                $"""
                Brugeren {Quoted(userName)} på {pages} har lige fået en anden e-mailadresse. Dette er den sidste mail til denne.

                Var det ikke dig, kender en anden din adgangskode. Skift den, og skriv din adresse igen: {new Uri(pages, "/settings")}
                Kan du ikke logge ind, så spørg den, der driver stedet: {new Uri(pages, "/about")}
                """
            ),
            _ => (
                "Your e-mail address was changed",
                $"""
                The user {Quoted(userName)} at {pages} has another e-mail address now. This is the last mail to this one.

                If that was not you, somebody else knows your password. Change it, and enter your address again: {new Uri(
                    pages,
                    "/settings"
                )}
                If you cannot sign in, ask whoever runs the site: {new Uri(pages, "/about")}
                """
            ),
        };
        return new(to, subject, text);
    }

    private static string Each(IEnumerable<ResetLink> links, string sentence) =>
        string.Join(
            "\n\n",
            links.Select(link => $"{sentence.Replace("{0}", Quoted(link.UserName), StringComparison.Ordinal)}\n{link.Address}")
        );

    private static string Quoted(string userName) => $"“\u2068{userName}\u2069”";
}
