using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Followers;
using MiniTwit.ApiService.Users;

namespace MiniTwit.ApiService.Search;

/// <summary>
/// Users by the beginning of any word of their names, in the form in which names that look the same are one. The table
/// <c>name_words</c>, which a trigger fills, has each name from each of its words on. Who is blocked is not found.
/// </summary>
internal static class UserSearch
{
    public static Task<List<ListedRow>> FindUsersAsync(this MiniTwitDb db, string text, CurrentUser? reader, CancellationToken ct)
    {
        var (name, readerId) = (UserName.Normalize(text.Trim()), reader?.Id ?? CurrentUser.Nobody);
        var hides = reader is { HidesSomebody: true };
        // A name of many words may be found by several of them. The bounds are written out, since plans are made without knowing
        // parameters. The end of the range is behind all that begin so: no name has the last character there is.
        return db
            .Database.SqlQuery<ListedRow>(
                $"""
                WITH wanted AS MATERIALIZED (SELECT left(fold_name({name}), 64) AS words),
                begun AS MATERIALIZED (
                    SELECT w.words, w.user_id
                    FROM name_words w
                    WHERE w.words >= (SELECT words FROM wanted) AND w.words < (SELECT words || chr(1114111) FROM wanted)
                    ORDER BY w.words LIMIT 200),
                found AS (
                    SELECT find_user({name}) AS user_id, '' AS words
                    UNION ALL
                    SELECT user_id, min(words) FROM begun WHERE (SELECT words FROM wanted) <> '' GROUP BY user_id)
                SELECT u.name, u.email, u.avatar, u.display_name,
                    EXISTS (SELECT FROM follows WHERE follower_id = {readerId} AND followee_id = u.id) AS followed_by_me
                FROM (
                    SELECT user_id, min(words) AS words FROM found
                    WHERE user_id IS NOT NULL AND (NOT {hides}
                        OR (SELECT true FROM blocks b WHERE b.user_id = {readerId} AND other_id = found.user_id AND NOT is_mute) IS NULL)
                        AND (SELECT suspended_at IS NULL FROM users WHERE id = found.user_id)
                    GROUP BY user_id
                    ORDER BY words, user_id LIMIT 20) person
                JOIN users u ON u.id = person.user_id
                ORDER BY person.words, u.id
                """
            )
            .ToListAsync(ct);
    }
}
