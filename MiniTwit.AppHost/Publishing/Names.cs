namespace MiniTwit.AppHost.Publishing;

/// <summary>How the model's names are written in the droplets' files.</summary>
internal static class Names
{
    /// <summary><c>internal-key</c> → <c>INTERNAL_KEY</c>.</summary>
    public static string Variable(ParameterResource parameter) => parameter.Name.ToUpperInvariant().Replace('-', '_');

    /// <summary><c>${INTERNAL_KEY:?}</c>: nothing starts without it; <c>${BACKUP_HOUR:-2}</c>: may be left out.</summary>
    public static string Reference(ParameterResource parameter) =>
        $"${{{Variable(parameter)}{(parameter.Annotations.OfType<Optional>().SingleOrDefault() is { } optional ? $":-{optional.Fallback}" : ":?")}}}";

    /// <summary>A text that compose must take as it stands.</summary>
    public static string Literal(string text) => text.Replace("$", "$$", StringComparison.Ordinal);
}
