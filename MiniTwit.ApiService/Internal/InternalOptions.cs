using MiniTwit.ApiService.Security;

namespace MiniTwit.ApiService.Internal;

/// <summary>The key that MiniTwit's own processes use among themselves.</summary>
internal sealed class InternalOptions : ISecretOptions
{
    public const string Section = "Internal";
    private const string DevelopmentKey = "development-internal-key";

    public string Key { get; set; } = "";

    public void UseDevelopmentDefaults() => Key = DevelopmentKey;

    public string? Problem() => Key switch
    {
        "" => "Set Internal:Key (environment: Internal__Key) to a long random text.",
        DevelopmentKey => "Internal:Key is the publicly known default. Set another one.",
        _ => null,
    };
}
