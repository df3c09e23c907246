using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Paging;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Moderation;

/// <summary>A message that was reported and that no administrator has decided on.</summary>
/// <param name="Message">The message.</param>
/// <param name="Reports">How many reported it since it was last decided on.</param>
/// <param name="OpenedAt">When the first of them did.</param>
/// <param name="Newest">What the newest ten said.</param>
internal sealed record ReportedMessage(PostedMessage Message, int Reports, DateTimeOffset OpenedAt, IReadOnlyList<Reported> Newest);

/// <summary>What one of them said; who it was is told to nobody.</summary>
/// <param name="Reason">`spam`, `abuse`, `violence`, `illegal` or `other`.</param>
/// <param name="Comment">More about it; escape it before it goes into a page. Absent where that is nothing.</param>
/// <param name="ReportedAt">When.</param>
internal sealed record Reported(
    string Reason,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Comment,
    DateTimeOffset ReportedAt
);

/// <summary>What an administrator did.</summary>
/// <param name="Id">The entry's number; later ones are higher.</param>
/// <param name="Act">`hide`, `unhide`, `dismiss`, `suspend`, `unsuspend`, and by command line `grant` and `withdraw`.</param>
/// <param name="Administrator">Who did it, as named then; absent where it was the operator.</param>
/// <param name="Username">On whom, or on whose message, as named then.</param>
/// <param name="MessageId">On which message; absent where it was on a user.</param>
/// <param name="Text">That message's text, while it is there; escape it before it goes into a page.</param>
/// <param name="Note">Why; escape it before it goes into a page. Absent where nothing was said.</param>
/// <param name="ActedAt">When.</param>
/// <param name="InForce">Whether a message is hidden, or a user suspended, by this act or another one.</param>
internal sealed record LogEntry(
    long Id,
    string Act,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Administrator,
    string Username,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? MessageId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Note,
    DateTimeOffset ActedAt,
    bool InForce
) : IKeyed;

/// <summary>What administrators look at.</summary>
internal static class ModerationLists
{
    private const int ToldOfEach = 10;

    /// <summary>Gets the messages that were reported and wait for a decision, the latest case first. What is out of sight does not wait.</summary>
    /// <response code="200">A page of messages.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    /// <response code="403">Only administrators may see this.</response>
    internal static async Task<Results<Ok<Page<ReportedMessage>>, ProblemHttpResult>> GetReports(
        [AsParameters] PageQuery query,
        HttpContext http,
        MiniTwitDb db,
        Avatars avatars,
        CancellationToken ct
    )
    {
        if (!query.TryRead(out var page, out var problem))
        {
            return problem;
        }

        var rows = await db
            .ReportCases.Where(c => c.ClosedAt == null && db.Messages.Any(m => m.Id == c.MessageId && !m.Flagged))
            .Window(page)
            .Join(
                db.Messages,
                c => c.MessageId,
                m => m.Id,
                (c, m) =>
                    new CaseRow(
                        c.Id,
                        c.Reports,
                        c.OpenedAt,
                        m.Id,
                        m.Author.Name,
                        m.Author.Email,
                        m.Author.DisplayName,
                        m.Author.Avatar,
                        m.Text,
                        m.PostedAt,
                        m.ReplyToId,
                        m.Mentioned
                    )
            )
            .ToSeenListAsync(ct);
        var said = await SaidAsync(db, [.. rows.Select(row => row.Row.Id)], ct);
        return Page.Of(http, page, rows, row => row.Shown(avatars, [.. said[row.Id]]));
    }

    /// <summary>Gets what administrators did, the latest first.</summary>
    /// <response code="200">A page of the log.</response>
    /// <response code="400">The limit or the cursor is no good.</response>
    /// <response code="403">Only administrators may see this.</response>
    internal static async Task<Results<Ok<Page<LogEntry>>, ProblemHttpResult>> GetModerationLog(
        [AsParameters] PageQuery query,
        HttpContext http,
        MiniTwitDb db,
        CancellationToken ct
    )
    {
        if (!query.TryRead(out var page, out var problem))
        {
            return problem;
        }

        var rows = await db
            .ModerationActs.Window(page)
            .Select(a => new LogEntry(
                a.Id,
                a.Act,
                a.Administrator,
                a.UserName,
                a.MessageId,
                db.Messages.Where(m => m.Id == a.MessageId).Select(m => m.Text).FirstOrDefault(),
                a.Note,
                a.ActedAt,
                (a.Act == ModerationAct.Hide && db.Messages.Any(m => m.Id == a.MessageId && m.Flagged && !m.Withheld))
                    || (a.Act == ModerationAct.Suspend && db.Users.Any(u => u.Id == a.UserId && u.SuspendedAt != null))
            ))
            .ToSeenListAsync(ct);
        return Page.Of(http, page, rows, row => row);
    }

    private static async Task<ILookup<long, Reported>> SaidAsync(MiniTwitDb db, long[] cases, CancellationToken ct) =>
        cases.Length == 0
            ? Array.Empty<SaidRow>().ToLookup(row => row.CaseId, row => row.Shown())
            : (
                await db
                    .Database.SqlQuery<SaidRow>(
                        $"""
                        SELECT said.case_id, said.reason, said.comment, said.reported_at
                        FROM unnest({cases}) AS one (id)
                        CROSS JOIN LATERAL (SELECT * FROM reports WHERE case_id = one.id ORDER BY id DESC LIMIT {ToldOfEach}) said
                        ORDER BY said.id DESC
                        """
                    )
                    .ToListAsync(ct)
            ).ToLookup(row => row.CaseId, row => row.Shown());

    private sealed record SaidRow(long CaseId, string Reason, string? Comment, DateTimeOffset ReportedAt)
    {
        public Reported Shown() => new(Reason, Comment, ReportedAt);
    }

    private sealed record CaseRow(
        long Id,
        int Reports,
        DateTimeOffset OpenedAt,
        long MessageId,
        string Author,
        string Email,
        string? DisplayName,
        string? Avatar,
        string Text,
        DateTimeOffset PostedAt,
        long? ReplyToId,
        string[]? Mentioned
    ) : IKeyed
    {
        public ReportedMessage Shown(Avatars avatars, IReadOnlyList<Reported> said) =>
            new(
                new MessageRow(MessageId, Author, Email, Text, PostedAt, ReplyToId, Mentioned, DisplayName, Avatar).Shown(avatars),
                Reports,
                OpenedAt,
                said
            );
    }
}
