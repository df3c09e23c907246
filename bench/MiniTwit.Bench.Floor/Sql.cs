namespace MiniTwit.Bench;

/// <summary>The product's statements, for the floor and for pgbench. The last command is the one row that each request updates.</summary>
internal static class Sql
{
    public const string CreateLatest =
        "CREATE TABLE IF NOT EXISTS floor_latest (id smallint PRIMARY KEY, value bigint NOT NULL); "
        + "INSERT INTO floor_latest VALUES (1, 0) ON CONFLICT DO NOTHING";

    public const string ReadLatest = "SELECT value FROM floor_latest WHERE id = 1";

    public const string RecordLatest = "INSERT INTO floor_latest VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET value = excluded.value";

    public const string Messages =
        "SELECT m.text, m.posted_at, u.name FROM messages m JOIN users u ON u.id = m.author_id "
        + "WHERE NOT m.flagged ORDER BY m.id DESC LIMIT $1";

    public const string Post = "INSERT INTO messages (author_id, text) SELECT id, $2 FROM users WHERE id = (SELECT find_user($1))";

    private const string Pair =
        "WITH pair AS (SELECT a.id AS follower_id, b.id AS followee_id FROM users a CROSS JOIN users b "
        + "WHERE a.id = (SELECT find_user($1)) AND b.id = (SELECT find_user($2))), changed AS (";

    private const string Outcome =
        " RETURNING 1) SELECT EXISTS (SELECT FROM pair) AS known, (SELECT count(*) FROM changed)::int AS changed";

    public const string Follow =
        Pair
        + "INSERT INTO follows (follower_id, followee_id) SELECT follower_id, followee_id FROM pair "
        + "WHERE follower_id <> followee_id ON CONFLICT DO NOTHING"
        + Outcome;

    public const string Unfollow =
        Pair + "DELETE FROM follows f USING pair WHERE f.follower_id = pair.follower_id AND f.followee_id = pair.followee_id" + Outcome;
}
