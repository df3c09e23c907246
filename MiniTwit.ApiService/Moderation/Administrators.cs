using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Moderation;

/// <summary>
/// What the arguments <c>administrator grant NAME</c>, <c>administrator withdraw NAME</c> and <c>administrator list</c> do. Nothing else
/// makes anybody an administrator. Ends with 1 where it was not to be done, with 2 where nobody knows what was meant.
/// </summary>
internal static partial class Administrators
{
    public static async Task<int> AdministratorAsync(this IServiceProvider services, IReadOnlyList<string> arguments)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Administrators));
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<MiniTwitDb>();
        switch (arguments)
        {
            case [_, "grant", var name]:
                return await ChangeAsync(db, name, true, logger);
            case [_, "withdraw", var name]:
                return await ChangeAsync(db, name, false, logger);
            case [_, "list"]:
                var names = await db.Users.Where(u => u.IsAdministrator).OrderBy(u => u.Id).Select(u => u.Name).ToListAsync();
                LogList(logger, names);
                return 0;
            default:
                LogUsage(logger);
                return 2;
        }
    }

    private static async Task<int> ChangeAsync(MiniTwitDb db, string username, bool grant, ILogger logger)
    {
        var name = UserName.CouldBe(username) ? UserName.Normalize(username) : "";
        var act = grant ? ModerationAct.Grant : ModerationAct.Withdraw;
        // One statement: the role and the note of it.
        var found = await db
            .Database.SqlQuery<Found>(
                $"""
                WITH target AS MATERIALIZED (
                    SELECT id, name, suspended_at IS NOT NULL AS is_suspended FROM users WHERE id = (SELECT find_user({name}))),
                changed AS (
                    UPDATE users u SET is_administrator = {grant} FROM target
                    WHERE u.id = target.id AND u.is_administrator <> {grant} AND u.suspended_at IS NULL
                    RETURNING u.id, u.name),
                noted AS (
                    INSERT INTO moderation_acts (act, user_id, user_name) SELECT {act}, id, name FROM changed)
                SELECT name, is_suspended FROM target
                """
            )
            .ToListAsync();
        if (found is not [var user])
        {
            LogUnknown(logger, username);
            return 1;
        }

        if (user.IsSuspended)
        {
            LogSuspended(logger, user.Name);
            return 1;
        }

        LogDone(logger, user.Name, grant ? "is" : "is not");
        return 0;
    }

    private sealed record Found(string Name, bool IsSuspended);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Name} {Is} an administrator")]
    private static partial void LogDone(ILogger logger, string name, string @is);

    [LoggerMessage(Level = LogLevel.Information, Message = "Administrators: {Names}")]
    private static partial void LogList(ILogger logger, List<string> names);

    [LoggerMessage(Level = LogLevel.Error, Message = "There is no user {Name}")]
    private static partial void LogUnknown(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Name} is suspended")]
    private static partial void LogSuspended(ILogger logger, string name);

    [LoggerMessage(Level = LogLevel.Error, Message = "Usage: administrator grant NAME | withdraw NAME | list")]
    private static partial void LogUsage(ILogger logger);
}
