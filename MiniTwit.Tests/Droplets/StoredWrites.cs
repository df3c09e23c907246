using System.Text.Json;

namespace MiniTwit.Tests.Droplets;

/// <summary>What the database holds of what the simulator wrote.</summary>
internal sealed class StoredWrites
{
    private readonly HashSet<string> _users;
    private readonly Dictionary<(string User, string Text), int> _messages;

    private StoredWrites(HashSet<string> users, Dictionary<(string User, string Text), int> messages) =>
        (_users, _messages) = (users, messages);

    public static async Task<StoredWrites> ReadAsync(TwoDroplets droplets)
    {
        var rows = await droplets.Database.SqlAsync(
            "SELECT json_build_array(u.name, m.text) FROM users u LEFT JOIN messages m ON m.author_id = u.id",
            TimeSpan.FromSeconds(60)
        );
        var read = rows.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonElement.Parse(line))
            .Select(row => (User: row[0].GetString()!, Text: row[1].GetString()))
            .ToList();
        return new(
            [.. read.Select(row => row.User)],
            read.Where(row => row.Text is not null)
                .GroupBy(row => (row.User, row.Text!))
                .ToDictionary(same => same.Key, same => same.Count())
        );
    }

    /// <summary>Registrations and messages that were accepted and are not there. A text that one user wrote twice has to be there twice.</summary>
    public IReadOnlyList<AcceptedWrite> Missing(IEnumerable<AcceptedWrite> accepted)
    {
        var writes = accepted.ToList();
        var users = writes.Where(write => write.Command == "register" && !_users.Contains(write.User));
        var messages = writes
            .Where(write => write.Command == "tweet")
            .GroupBy(write => (write.User, write.Argument))
            .SelectMany(same => same.Take(Math.Max(0, same.Count() - _messages.GetValueOrDefault(same.Key))));
        return [.. users, .. messages];
    }
}
