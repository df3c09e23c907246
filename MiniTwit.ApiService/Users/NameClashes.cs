using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;

namespace MiniTwit.ApiService.Users;

/// <summary>
/// Names from before names that look the same were one, which look like another's. Each stays valid, and is found by exactly that name.
/// </summary>
internal static partial class NameClashes
{
    private const int Told = 100;

    public static async Task LogAsync(MiniTwitDb db, ILogger logger)
    {
        var clashes = await db
            .Database.SqlQuery<Clash>(
                $"""
                SELECT u.name AS name, other.name AS other
                FROM users u
                JOIN taken_names t ON t.name_hash = name_hash(u.normalized_name)
                JOIN users other ON other.id = t.user_id
                WHERE NOT EXISTS (SELECT FROM taken_names own WHERE own.user_id = u.id)
                ORDER BY u.id LIMIT {Told}
                """
            )
            .ToListAsync();
        foreach (var (name, other) in clashes)
        {
            LogClash(logger, name, other);
        }
    }

    private sealed record Clash(string Name, string Other);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The names {Name} and {Other} look the same; both users keep theirs")]
    private static partial void LogClash(ILogger logger, string name, string other);
}
