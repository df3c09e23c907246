using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MiniTwit.ApiService.Data.Migrations
{
    /// <inheritdoc />
    public partial class UserCounts : Migration
    {
        // Why the counts are right at every moment: docs/decisions/0026. All of it may be run again: when a later step is interrupted,
        // the first has been committed.
        private const string Objects =
            """
            -- How many rows each user has up to the marks below, which the ids of messages and follows are compared with. Written by
            -- fold_counts alone, and so without a foreign key: whoever deletes a user waits for nobody.
            CREATE TABLE IF NOT EXISTS user_counts (
                user_id bigint NOT NULL CONSTRAINT pk_user_counts PRIMARY KEY,
                messages int NOT NULL,
                followers int NOT NULL,
                following int NOT NULL)
                WITH (fillfactor = 70);

            -- One row. The marks move to the next ones once every transaction below next_after has ended.
            CREATE TABLE IF NOT EXISTS counted (
                id smallint NOT NULL DEFAULT 1 CONSTRAINT pk_counted PRIMARY KEY CONSTRAINT ck_counted_one_row CHECK (id = 1),
                messages_through bigint NOT NULL DEFAULT 0,
                follows_through bigint NOT NULL DEFAULT 0,
                next_messages bigint NOT NULL DEFAULT 0,
                next_follows bigint NOT NULL DEFAULT 0,
                next_after xid8 NOT NULL DEFAULT '0');
            INSERT INTO counted DEFAULT VALUES ON CONFLICT DO NOTHING;

            -- What became of rows after they were inserted: it changes a count where the mark has passed the row.
            CREATE TABLE IF NOT EXISTS count_changes (
                id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_count_changes PRIMARY KEY,
                user_id bigint NOT NULL,
                counter text NOT NULL CONSTRAINT ck_count_changes_counter CHECK (counter IN ('messages', 'followers', 'following', 'user')),
                row_id bigint NOT NULL,
                delta smallint NOT NULL);
            CREATE INDEX IF NOT EXISTS ix_count_changes_user_id ON count_changes (user_id);

            -- Users who are deleted in the same transaction are gone already when the rows go that hang on them.
            CREATE OR REPLACE FUNCTION note_deleted_messages() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO count_changes (user_id, counter, row_id, delta)
                SELECT author_id, 'messages', id, -1 FROM deleted
                WHERE NOT flagged AND EXISTS (SELECT FROM users WHERE users.id = author_id);
                RETURN NULL;
            END $$;

            CREATE OR REPLACE FUNCTION note_flagged_messages() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO count_changes (user_id, counter, row_id, delta)
                SELECT after.author_id, 'messages', id, CASE WHEN after.flagged THEN -1 ELSE 1 END
                FROM before JOIN after USING (id) WHERE before.flagged <> after.flagged;
                RETURN NULL;
            END $$;

            CREATE OR REPLACE FUNCTION note_deleted_follows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO count_changes (user_id, counter, row_id, delta)
                SELECT user_id, counter, id, -1
                FROM deleted CROSS JOIN LATERAL (VALUES (follower_id, 'following'), (followee_id, 'followers')) of_either (user_id, counter)
                WHERE EXISTS (SELECT FROM users WHERE users.id = user_id);
                RETURN NULL;
            END $$;

            CREATE OR REPLACE FUNCTION note_deleted_users() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                INSERT INTO count_changes (user_id, counter, row_id, delta) SELECT id, 'user', id, 0 FROM deleted;
                RETURN NULL;
            END $$;

            -- Counting begins anew; until it is done, reads count the rows themselves.
            CREATE OR REPLACE FUNCTION forget_counts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                DELETE FROM user_counts;
                DELETE FROM count_changes;
                UPDATE counted SET messages_through = 0, follows_through = 0, next_messages = 0, next_follows = 0, next_after = '0';
                RETURN NULL;
            END $$;

            CREATE OR REPLACE TRIGGER note_deleted AFTER DELETE ON messages
                REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION note_deleted_messages();
            CREATE OR REPLACE TRIGGER note_flagged AFTER UPDATE ON messages
                REFERENCING OLD TABLE AS before NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION note_flagged_messages();
            CREATE OR REPLACE TRIGGER note_deleted AFTER DELETE ON follows
                REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION note_deleted_follows();
            CREATE OR REPLACE TRIGGER note_deleted AFTER DELETE ON users
                REFERENCING OLD TABLE AS deleted FOR EACH STATEMENT EXECUTE FUNCTION note_deleted_users();
            CREATE OR REPLACE TRIGGER forget_counts AFTER TRUNCATE ON messages FOR EACH STATEMENT EXECUTE FUNCTION forget_counts();
            CREATE OR REPLACE TRIGGER forget_counts AFTER TRUNCATE ON follows FOR EACH STATEMENT EXECUTE FUNCTION forget_counts();

            -- What was counted, how it changed since, and the rows behind the marks: right in any one snapshot.
            CREATE OR REPLACE FUNCTION counts_of(one bigint) RETURNS TABLE (messages int, followers int, following int) LANGUAGE sql STABLE AS $$
                SELECT
                    coalesce(c.messages, 0) + changed.messages
                        + (SELECT count(*)::int FROM messages m WHERE m.author_id = one AND m.id > k.messages_through AND NOT m.flagged),
                    coalesce(c.followers, 0) + changed.followers
                        + (SELECT count(*)::int FROM follows f WHERE f.followee_id = one AND f.id > k.follows_through),
                    coalesce(c.following, 0) + changed.following
                        + (SELECT count(*)::int FROM follows f WHERE f.follower_id = one AND f.id > k.follows_through)
                FROM counted k
                LEFT JOIN user_counts c ON c.user_id = one
                CROSS JOIN LATERAL (
                    SELECT
                        coalesce(sum(delta) FILTER (WHERE counter = 'messages' AND row_id <= k.messages_through), 0)::int AS messages,
                        coalesce(sum(delta) FILTER (WHERE counter = 'followers' AND row_id <= k.follows_through), 0)::int AS followers,
                        coalesce(sum(delta) FILTER (WHERE counter = 'following' AND row_id <= k.follows_through), 0)::int AS following
                    FROM count_changes WHERE user_id = one) changed
                WHERE k.id = 1
            $$;

            -- Moves the marks on by a batch at most, counts what they pass, and applies the changes to what they had passed before. One
            -- call at a time does it, whoever makes it; one that finds another at it, or nothing to do, does nothing. With its owner's
            -- rights, since those of the apps leave out sequences.
            CREATE OR REPLACE PROCEDURE fold_counts(batch int) LANGUAGE plpgsql
            SECURITY DEFINER SET search_path = public, pg_temp SET plan_cache_mode = force_custom_plan AS $$
            DECLARE
                drawn_messages bigint;
                drawn_follows bigint;
                now_at counted;
                to_messages bigint;
                to_follows bigint;
            BEGIN
                -- First, since TRUNCATE takes these and then wants the rest. Whoever has one of them for longer is not waited for.
                BEGIN
                    LOCK TABLE users, messages, follows IN ACCESS SHARE MODE NOWAIT;
                EXCEPTION WHEN lock_not_available THEN
                    RETURN;
                END;
                -- Before this transaction has a number: whoever has drawn one of these ids has a lower one, which the trigger
                -- number_transaction sees to.
                SELECT last_value - (NOT is_called)::int INTO drawn_messages FROM messages_id_seq;
                SELECT last_value - (NOT is_called)::int INTO drawn_follows FROM follows_id_seq;
                SELECT * INTO now_at FROM counted;
                IF (now_at.messages_through, now_at.follows_through) = (drawn_messages, drawn_follows)
                    AND NOT EXISTS (SELECT FROM count_changes) THEN
                    RETURN;
                END IF;
                SELECT * INTO now_at FROM counted FOR UPDATE SKIP LOCKED;
                IF NOT FOUND THEN
                    RETURN;
                END IF;

                to_messages := now_at.messages_through;
                to_follows := now_at.follows_through;
                -- A number yet to come is another server's, from a dump.
                IF pg_snapshot_xmin(pg_current_snapshot()) >= now_at.next_after OR now_at.next_after > pg_current_xact_id() THEN
                    to_messages := least(now_at.next_messages, to_messages + batch);
                    to_follows := least(now_at.next_follows, to_follows + batch);
                END IF;

                -- One statement, since each sees the database as of another moment.
                WITH change AS (
                    DELETE FROM count_changes
                    WHERE id IN (SELECT id FROM count_changes ORDER BY id LIMIT batch)
                        -- All of those that are passed now, as their rows are counted as they are.
                        OR CASE counter
                            WHEN 'messages' THEN row_id > now_at.messages_through AND row_id <= to_messages
                            ELSE row_id > now_at.follows_through AND row_id <= to_follows END
                    RETURNING user_id, counter, row_id, delta),
                part (user_id, counter, number) AS (
                    SELECT author_id, 'messages', count(*) FROM messages
                    WHERE id > now_at.messages_through AND id <= to_messages AND NOT flagged GROUP BY author_id
                    UNION ALL
                    SELECT followee_id, 'followers', count(*) FROM follows
                    WHERE id > now_at.follows_through AND id <= to_follows GROUP BY followee_id
                    UNION ALL
                    SELECT follower_id, 'following', count(*) FROM follows
                    WHERE id > now_at.follows_through AND id <= to_follows GROUP BY follower_id
                    UNION ALL
                    SELECT user_id, counter, delta FROM change
                    WHERE row_id <= CASE counter WHEN 'messages' THEN now_at.messages_through ELSE now_at.follows_through END),
                forgotten AS (
                    DELETE FROM user_counts WHERE user_id IN (SELECT user_id FROM change WHERE counter = 'user')),
                folded AS (
                    INSERT INTO user_counts AS counts (user_id, messages, followers, following)
                    SELECT
                        user_id,
                        coalesce(sum(number) FILTER (WHERE counter = 'messages'), 0),
                        coalesce(sum(number) FILTER (WHERE counter = 'followers'), 0),
                        coalesce(sum(number) FILTER (WHERE counter = 'following'), 0)
                    FROM part WHERE EXISTS (SELECT FROM users WHERE users.id = user_id)
                    GROUP BY user_id
                    ON CONFLICT (user_id) DO UPDATE SET
                        messages = counts.messages + excluded.messages,
                        followers = counts.followers + excluded.followers,
                        following = counts.following + excluded.following)
                UPDATE counted SET messages_through = to_messages, follows_through = to_follows;

                IF (to_messages, to_follows) = (now_at.next_messages, now_at.next_follows) THEN
                    UPDATE counted SET next_messages = drawn_messages, next_follows = drawn_follows, next_after = pg_current_xact_id();
                END IF;
            END $$;
            """;

        // Gives way to whoever has the table for longer, and comes again: what is left of the try before is no index yet.
        private const string DropIndex = "DROP INDEX CONCURRENTLY IF EXISTS ix_follows_id;";
        private const string CreateIndex = "CREATE INDEX CONCURRENTLY ix_follows_id ON follows (id);";

        // The first call sets the marks. It stops where a transaction that stays open stops it, and the service goes on later.
        private const string Fill =
            """
            DO $$
            DECLARE
                batch int := 1000000;
                before bigint;
            BEGIN
                CALL fold_counts(batch);
                COMMIT;
                LOOP
                    before := (SELECT greatest(messages_through, follows_through) FROM counted);
                    CALL fold_counts(batch);
                    COMMIT;
                    EXIT WHEN (SELECT greatest(messages_through, follows_through) FROM counted) < before + batch;
                END LOOP;
            END $$;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(Objects);
            migrationBuilder.Sql(DropIndex, suppressTransaction: true);
            migrationBuilder.Sql(CreateIndex, suppressTransaction: true);
            migrationBuilder.Sql(Fill, suppressTransaction: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql(
                """
                DROP TRIGGER note_deleted ON messages;
                DROP TRIGGER note_flagged ON messages;
                DROP TRIGGER forget_counts ON messages;
                DROP TRIGGER note_deleted ON follows;
                DROP TRIGGER forget_counts ON follows;
                DROP TRIGGER note_deleted ON users;
                DROP PROCEDURE fold_counts;
                DROP FUNCTION note_deleted_messages, note_flagged_messages, note_deleted_follows, note_deleted_users, forget_counts, counts_of;
                DROP INDEX ix_follows_id;
                DROP TABLE user_counts, counted, count_changes;
                """);
    }
}
