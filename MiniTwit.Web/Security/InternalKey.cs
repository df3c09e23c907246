namespace MiniTwit.Web.Security;

/// <summary>What MiniTwit's own processes show each other (setting <c>Internal:Key</c>).</summary>
internal sealed record InternalKey(string Value)
{
    private const string DevelopmentKey = "development-internal-key";

    public static InternalKey Read(WebApplicationBuilder builder)
    {
        var key = builder.Configuration["Internal:Key"];
        if (builder.Environment.IsDevelopment())
        {
            return new(string.IsNullOrEmpty(key) ? DevelopmentKey : key);
        }

        if (string.IsNullOrWhiteSpace(key) || key == DevelopmentKey)
        {
            throw new InvalidOperationException(
                "Set Internal:Key (environment: Internal__Key) to the secret that the API service has too."
            );
        }

        return new(key);
    }
}
