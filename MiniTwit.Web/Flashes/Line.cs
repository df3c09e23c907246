namespace MiniTwit.Web.Flashes;

/// <summary>A flash as it is shown; <see cref="Name"/> is what it is about, as whoever has the cookie says, or empty.</summary>
internal sealed record Line(Notice Notice, string Text, string Name);
