using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Moderation;

/// <summary>What became of an act.</summary>
/// <param name="Allowed">Whether who did it still is an administrator.</param>
/// <param name="Known">Whether what it is about is there.</param>
/// <param name="Spared">Whether it is about an administrator, whom no other suspends.</param>
internal sealed record ActOutcome(bool Allowed, bool Known, bool Spared = false);

/// <summary>
/// An administrator's acts: one statement each, which changes something, notes who did it and why, or does neither. Done twice, or by two
/// at once, each is done and noted once.
/// </summary>
internal static class Acts
{
    public static Task<ActOutcome> HideAsync(MiniTwitDb db, CurrentUser me, long message, string? note, CancellationToken ct) =>
        RunAsync(
            db,
            $"""
            WITH actor AS (SELECT name FROM users WHERE id = {me.Id} AND is_administrator),
            changed AS (
                UPDATE messages m SET flagged = true, withheld = false FROM users author
                WHERE m.id = {message} AND author.id = m.author_id AND (NOT m.flagged OR m.withheld) AND EXISTS (SELECT FROM actor)
                RETURNING m.id, author.id AS user_id, author.name AS user_name),
            closed AS (
                UPDATE report_cases c SET closed_at = now() FROM changed WHERE c.message_id = changed.id AND c.closed_at IS NULL),
            noted AS (
                INSERT INTO moderation_acts (act, administrator, user_id, user_name, message_id, note)
                SELECT {ModerationAct.Hide}, actor.name, user_id, user_name, changed.id, {note} FROM changed, actor)
            SELECT EXISTS (SELECT FROM actor) AS allowed, EXISTS (SELECT FROM messages WHERE id = {message}) AS known, false AS spared
            """,
            ct
        );

    /// <summary>Lets a message be seen again; that of a suspended user once the user is no longer.</summary>
    public static Task<ActOutcome> UnhideAsync(MiniTwitDb db, CurrentUser me, long message, string? note, CancellationToken ct) =>
        RunAsync(
            db,
            $"""
            WITH actor AS (SELECT name FROM users WHERE id = {me.Id} AND is_administrator),
            changed AS (
                UPDATE messages m SET flagged = author.suspended_at IS NOT NULL, withheld = author.suspended_at IS NOT NULL
                FROM users author
                WHERE m.id = {message} AND author.id = m.author_id AND m.flagged AND NOT m.withheld AND EXISTS (SELECT FROM actor)
                RETURNING m.id, author.id AS user_id, author.name AS user_name),
            noted AS (
                INSERT INTO moderation_acts (act, administrator, user_id, user_name, message_id, note)
                SELECT {ModerationAct.Unhide}, actor.name, user_id, user_name, changed.id, {note} FROM changed, actor)
            SELECT EXISTS (SELECT FROM actor) AS allowed, EXISTS (SELECT FROM messages WHERE id = {message}) AS known, false AS spared
            """,
            ct
        );

    public static Task<ActOutcome> DismissAsync(MiniTwitDb db, CurrentUser me, long message, string? note, CancellationToken ct) =>
        RunAsync(
            db,
            $"""
            WITH actor AS (SELECT name FROM users WHERE id = {me.Id} AND is_administrator),
            changed AS (
                UPDATE report_cases c SET closed_at = now() FROM users author
                WHERE c.message_id = {message} AND c.closed_at IS NULL AND author.id = c.author_id AND EXISTS (SELECT FROM actor)
                RETURNING c.message_id AS id, author.id AS user_id, author.name AS user_name),
            noted AS (
                INSERT INTO moderation_acts (act, administrator, user_id, user_name, message_id, note)
                SELECT {ModerationAct.Dismiss}, actor.name, user_id, user_name, changed.id, {note} FROM changed, actor)
            SELECT EXISTS (SELECT FROM actor) AS allowed, EXISTS (SELECT FROM report_cases WHERE message_id = {message}) AS known,
                false AS spared
            """,
            ct
        );

    public static Task<ActOutcome> SuspendAsync(MiniTwitDb db, CurrentUser me, string username, string? note, CancellationToken ct) =>
        RunAsync(
            db,
            $"""
            WITH actor AS (SELECT name FROM users WHERE id = {me.Id} AND is_administrator),
            target AS MATERIALIZED (SELECT id, is_administrator FROM users WHERE id = (SELECT find_user({UserName.Normalize(username)}))),
            changed AS (
                UPDATE users u SET suspended_at = now() FROM target
                WHERE u.id = target.id AND u.suspended_at IS NULL AND NOT u.is_administrator AND EXISTS (SELECT FROM actor)
                RETURNING u.id, u.name),
            ended AS (DELETE FROM sessions USING changed WHERE sessions.user_id = changed.id),
            pending AS (
                INSERT INTO suspension_changes (user_id) SELECT id FROM changed
                ON CONFLICT (user_id) DO UPDATE SET changed_at = excluded.changed_at),
            noted AS (
                INSERT INTO moderation_acts (act, administrator, user_id, user_name, note)
                SELECT {ModerationAct.Suspend}, actor.name, changed.id, changed.name, {note} FROM changed, actor)
            SELECT EXISTS (SELECT FROM actor) AS allowed, EXISTS (SELECT FROM target) AS known,
                EXISTS (SELECT FROM target WHERE is_administrator) AS spared
            """,
            ct
        );

    public static Task<ActOutcome> UnsuspendAsync(MiniTwitDb db, CurrentUser me, string username, string? note, CancellationToken ct) =>
        RunAsync(
            db,
            $"""
            WITH actor AS (SELECT name FROM users WHERE id = {me.Id} AND is_administrator),
            target AS MATERIALIZED (SELECT id FROM users WHERE id = (SELECT find_user({UserName.Normalize(username)}))),
            changed AS (
                UPDATE users u SET suspended_at = NULL FROM target
                WHERE u.id = target.id AND u.suspended_at IS NOT NULL AND EXISTS (SELECT FROM actor)
                RETURNING u.id, u.name),
            pending AS (
                INSERT INTO suspension_changes (user_id) SELECT id FROM changed
                ON CONFLICT (user_id) DO UPDATE SET changed_at = excluded.changed_at),
            noted AS (
                INSERT INTO moderation_acts (act, administrator, user_id, user_name, note)
                SELECT {ModerationAct.Unsuspend}, actor.name, changed.id, changed.name, {note} FROM changed, actor)
            SELECT EXISTS (SELECT FROM actor) AS allowed, EXISTS (SELECT FROM target) AS known, false AS spared
            """,
            ct
        );

    private static async Task<ActOutcome> RunAsync(MiniTwitDb db, FormattableString sql, CancellationToken ct) =>
        (await db.Database.SqlQuery<ActOutcome>(sql).ToListAsync(ct))[0];
}
