namespace MiniTwit.AppHost.Deploying;

/// <summary>How the files on a droplet are other than they should be, by their paths in its folder <c>deploy</c>.</summary>
/// <param name="Write">Those that are not there, or have another content.</param>
/// <param name="Remove">Those that came from here once and are no more.</param>
internal sealed record Difference(IReadOnlyList<string> Write, IReadOnlyList<string> Remove);
