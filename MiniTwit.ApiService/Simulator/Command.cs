using System.Data.Common;
using MiniTwit.ApiService.Data;

namespace MiniTwit.ApiService.Simulator;

/// <summary>The command that a request is, by its id. A feature of requests that carry one.</summary>
internal sealed class Command(long id)
{
    public long Id { get; } = id;

    /// <summary>It need not be put down any more: <see cref="Statements"/> notes it when a statement with it was carried out.</summary>
    public bool IsRecorded { get; set; }

    public static Command? Of(HttpContext? http) => http?.Features.Get<Command>();

    /// <summary>Puts the id down with what the command changes: one round trip, one commit. False where there is nothing to put down.</summary>
    public bool JoinTo(DbCommand statement)
    {
        if (IsRecorded || Statements.OnlyReads(statement))
        {
            return false;
        }

        if (statement.CommandText.StartsWith(Latest.Statement, StringComparison.Ordinal))
        {
            return true;
        }

        // Before it: nobody looks for the result of a CALL, which has none, and the statement's own is the last.
        statement.CommandText = $"{Latest.Statement}(@latest);\n{statement.CommandText}";
        var id = statement.CreateParameter();
        (id.ParameterName, id.Value) = ("latest", Id);
        statement.Parameters.Add(id);
        return true;
    }
}

/// <summary>Puts a command's id down before the answer is sent, where no statement has: it only read, or was refused.</summary>
internal sealed class RecordWithAnswer : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        await RecordAsync(context.HttpContext, context.HttpContext.RequestAborted);
        return answer;
    }

    /// <summary>In a share of its own: the request's may be what failed.</summary>
    public static async Task RecordAsync(HttpContext http, CancellationToken ct)
    {
        if (Command.Of(http) is { IsRecorded: false } command)
        {
            using var share = Share.Recording.For(http);
            await Latest.RecordAsync(http.RequestServices.GetRequiredService<MiniTwitDb>(), command.Id, ct);
        }
    }
}
