using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using MiniTwit.ApiService.Messages;

namespace MiniTwit.ApiService.Simulator;

/// <summary>The newest messages in the simulator's form, each written once and not for each who asks.</summary>
internal sealed class NewestAsJson(IOptions<JsonOptions> json)
{
    private volatile Written _last = new([], [], [], []);

    /// <summary>A list of at most as many, as JSON.</summary>
    public JsonBytes First(int rows, Newest newest)
    {
        var written = _last;
        if (!ReferenceEquals(written.Of, newest.Rows))
        {
            _last = written = Write(newest.Rows, written.Messages);
        }

        return new(written.Bytes.AsMemory(0, written.Ends[Math.Min(rows, newest.Rows.Count)]));
    }

    private Written Write(IReadOnlyList<MessageRow> rows, Dictionary<MessageRow, byte[]> before)
    {
        var messages = rows.ToDictionary(row => row, row => before.GetValueOrDefault(row) ?? Json(row));
        var ends = new int[rows.Count + 1];
        using var bytes = new MemoryStream();
        bytes.WriteByte((byte)'[');
        ends[0] = 1;
        for (var i = 0; i < rows.Count; i++)
        {
            if (i > 0)
            {
                bytes.WriteByte((byte)',');
            }

            bytes.Write(messages[rows[i]]);
            ends[i + 1] = (int)bytes.Length;
        }

        return new(rows, messages, bytes.ToArray(), ends);
    }

    private byte[] Json(MessageRow row) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new SimulatorMessage(row.Text, row.PostedAt.ToUnixTimeSeconds(), row.Author),
            json.Value.SerializerOptions
        );

    /// <param name="Of">The list that was written.</param>
    /// <param name="Messages">Each of it.</param>
    /// <param name="Bytes">All of it, but for the bracket at the end.</param>
    /// <param name="Ends">Where in it a list of so many messages ends.</param>
    private sealed record Written(IReadOnlyList<MessageRow> Of, Dictionary<MessageRow, byte[]> Messages, byte[] Bytes, int[] Ends);
}

/// <summary>A JSON list that is written already, up to its last bracket.</summary>
internal sealed class JsonBytes(ReadOnlyMemory<byte> list) : IResult
{
    private static readonly byte[] End = [(byte)']'];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = list.Length + End.Length;
        await response.StartAsync(httpContext.RequestAborted);
        response.BodyWriter.Write(list.Span);
        response.BodyWriter.Write(End);
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }
}
