namespace MiniTwit.Simulator.Replay;

/// <summary>How requests are sent.</summary>
/// <param name="BaseUrl">Where the API is, without a slash at the end.</param>
/// <param name="Credentials">Sent with every request.</param>
/// <param name="Connections">At most so many at a time.</param>
/// <param name="Timeout">For one request, connecting included.</param>
/// <param name="KeepAlive">Reuse connections, which the course's client does not.</param>
internal sealed record ClientOptions(string BaseUrl, Credentials Credentials, int Connections, TimeSpan Timeout, bool KeepAlive);
