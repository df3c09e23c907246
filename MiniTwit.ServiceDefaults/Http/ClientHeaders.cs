namespace MiniTwit.ServiceDefaults.Http;

/// <summary>By which Web tells the API for whom it asks. Not <c>X-Forwarded-For</c>, which proxies write, and anyone else.</summary>
public static class ClientHeaders
{
    /// <summary>The browser's address.</summary>
    public const string Address = "X-MiniTwit-Client";

    /// <summary>The key that MiniTwit's own processes share; without it the address is not believed.</summary>
    public const string Key = "X-MiniTwit-Key";
}
