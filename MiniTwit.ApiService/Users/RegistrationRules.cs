using MiniTwit.ApiService.Text;

namespace MiniTwit.ApiService.Users;

/// <summary>What a registration must hold; texts and order are the contract's, for both APIs.</summary>
internal static class RegistrationRules
{
    public const int MaxEmailLength = 254;
    public const string Taken = "The username is already taken";
    private const int MaxPasswordLength = 256;

    public static string? Error(string? username, string? email, string? password) =>
        UserName.Error(username) ?? EmailError(email) ?? PasswordError(password);

    public static string? PasswordError(string? password)
    {
        if (string.IsNullOrEmpty(password))
        {
            return "You have to enter a password";
        }

        if (password.Length > MaxPasswordLength)
        {
            return $"A password has at most {MaxPasswordLength} characters";
        }

        return PlainText.IsStorable(password) ? null : "The password contains characters that cannot be stored";
    }

    public static string? EmailError(string? email) =>
        string.IsNullOrWhiteSpace(email)
        || !email.Contains('@')
        || email.Length > MaxEmailLength
        || PlainText.HasControlCharacters(email)
        || !PlainText.IsStorable(email)
            ? "You have to enter a valid email address"
            : null;
}
