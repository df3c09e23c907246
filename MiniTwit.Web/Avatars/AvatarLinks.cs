namespace MiniTwit.Web.Avatars;

/// <summary>Where a user's picture is: drawn here, or at Gravatar when the setting <c>Avatars:Source</c> says so.</summary>
internal sealed class AvatarLinks(IConfiguration configuration)
{
    public const string GravatarHost = "https://www.gravatar.com";

    public bool AtGravatar { get; } = string.Equals(configuration["Avatars:Source"], "Gravatar", StringComparison.OrdinalIgnoreCase);

    public string To(string hash) => AtGravatar ? $"{GravatarHost}/avatar/{hash}?d=identicon&s=96" : $"/avatars/{hash}.svg";
}
