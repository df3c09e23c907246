using System.Text.Json.Serialization;
using MiniTwit.ApiService.Reference;

namespace MiniTwit.ApiService.Simulator;

/// <summary>The last command's id.</summary>
internal sealed record LatestAnswer(long Latest);

/// <summary>A user to register.</summary>
internal sealed record RegisterCommand(string? Username, string? Email, string? Pwd) : IInput;

/// <summary>A message to post.</summary>
internal sealed record TweetCommand(string? Content) : IInput;

/// <summary>A user to follow or to unfollow: one of the two.</summary>
internal sealed record FollowCommand(string? Follow = null, string? Unfollow = null) : IInput;

/// <summary>A message; the date in whole seconds since 1970, UTC.</summary>
internal sealed record SimulatorMessage(string Content, [property: JsonPropertyName("pub_date")] long PubDate, string User);

/// <summary>The names of the users that a user follows.</summary>
internal sealed record FollowsAnswer(IReadOnlyList<string> Follows);
