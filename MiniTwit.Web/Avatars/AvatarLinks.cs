namespace MiniTwit.Web.Avatars;

/// <summary>Where a user's picture is: drawn here, or at Gravatar when the setting <c>Avatars:Source</c> says so.</summary>
internal sealed class AvatarLinks(IConfiguration configuration)
{
    private readonly bool gravatar =
        string.Equals(configuration["Avatars:Source"], "Gravatar", StringComparison.OrdinalIgnoreCase);

    public string To(string hash) => gravatar ? $"https://www.gravatar.com/avatar/{hash}?d=identicon&s=96" : $"/avatars/{hash}.svg";
}
