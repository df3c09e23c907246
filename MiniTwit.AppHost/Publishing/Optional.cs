namespace MiniTwit.AppHost.Publishing;

/// <summary>On a parameter: it may be left empty.</summary>
/// <param name="Fallback">The value it has then.</param>
internal sealed record Optional(string Fallback) : IResourceAnnotation;

/// <summary>On a parameter: the value that the example file has.</summary>
internal sealed record Usual(string Value) : IResourceAnnotation;
