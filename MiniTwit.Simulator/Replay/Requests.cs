using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using MiniTwit.Simulator.Scenario;

namespace MiniTwit.Simulator.Replay;

/// <summary>Builds the requests of the course's client.</summary>
internal static class Requests
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    public static HttpRequestMessage Create(ScenarioCommand command, string baseUrl)
    {
        var path = command.Kind switch
        {
            CommandKind.Register => "/register",
            CommandKind.Tweet => $"/msgs/{Uri.EscapeDataString(command.User)}",
            _ => $"/fllws/{Uri.EscapeDataString(command.User)}",
        };
        var url = string.Create(CultureInfo.InvariantCulture, $"{baseUrl}{path}?latest={command.Id}");
        return new HttpRequestMessage(HttpMethod.Post, url) { Content = Body(command) };
    }

    // Bytes, not JsonContent: that would add a charset to the content type, which the course's client does not send.
    private static ByteArrayContent Body(ScenarioCommand command) =>
        new(JsonSerializer.SerializeToUtf8Bytes(Fields(command))) { Headers = { ContentType = Json } };

    private static Dictionary<string, string> Fields(ScenarioCommand command) =>
        command.Kind switch
        {
            CommandKind.Register => new()
            {
                ["username"] = command.User,
                ["email"] = command.Argument,
                ["pwd"] = command.Password ?? "",
            },
            CommandKind.Tweet => new() { ["content"] = command.Argument },
            CommandKind.Follow => new() { ["follow"] = command.Argument },
            _ => new() { ["unfollow"] = command.Argument },
        };
}
