namespace MiniTwit.ApiService.Limits;

/// <summary>Requests to this route are counted by the address they come from.</summary>
/// <param name="Limit">Whose quota they use up.</param>
internal sealed record LimitedRoute(string Limit);
