namespace MiniTwit.ApiService.Security;

/// <summary>Names of the authorization policies; the schemes they use have the same names.</summary>
internal static class Policies
{
    /// <summary>A valid bearer token.</summary>
    public const string Bearer = "Bearer";

    /// <summary>A valid bearer token of an administrator.</summary>
    public const string Administrator = "Administrator";

    /// <summary>No token, or a valid one: a token that is no longer good is said to be so even where none is needed.</summary>
    public const string AnonymousOrBearer = "AnonymousOrBearer";

    /// <summary>The key that MiniTwit's own processes share.</summary>
    public const string Internal = "Internal";
}
