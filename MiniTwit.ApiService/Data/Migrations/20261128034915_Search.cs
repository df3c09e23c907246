using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MiniTwit.ApiService.Data.Migrations
{
    /// <inheritdoc />
    public partial class Search : Migration
    {
        // All of it may be run again: when a later step is interrupted, this one has been committed.
        private const string Functions =
            """
            -- What a message is found by: its words, and the block of ids that it is in, as a word that none in a text is. The index on it
            -- is made for exactly this; docs/decisions/0033.
            CREATE OR REPLACE FUNCTION message_words(id bigint, text text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
            AS $$ SELECT to_tsvector('simple', text) || array_to_tsvector(ARRAY[' ' || (id >> 13)::text]) $$;

            -- What a user is found by: the folded name from each of its words on, cut where nobody types further.
            CREATE TABLE IF NOT EXISTS name_words (
                words text COLLATE "C" NOT NULL,
                user_id bigint NOT NULL CONSTRAINT fk_name_words_users_user_id REFERENCES users (id) ON DELETE CASCADE,
                CONSTRAINT pk_name_words PRIMARY KEY (words, user_id));
            CREATE INDEX IF NOT EXISTS ix_name_words_user_id ON name_words (user_id);

            -- Of a name in upper case, as users.normalized_name has it.
            CREATE OR REPLACE FUNCTION words_of_name(name text) RETURNS SETOF text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
                SELECT DISTINCT left(substr(folded, start), 64)
                FROM (SELECT fold_name(name)) AS f (folded), generate_series(1, length(folded)) AS start
                WHERE substr(folded, start, 1) !~ '[ _.-]' AND (start = 1 OR substr(folded, start - 1, 1) ~ '[ _.-]')
            $$;

            -- In the database, as both versions of an update must enter them.
            CREATE OR REPLACE FUNCTION enter_name_words() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO name_words (words, user_id) SELECT words, NEW.id FROM words_of_name(NEW.normalized_name) AS words
                ON CONFLICT DO NOTHING;
                RETURN NULL;
            END $$;

            CREATE OR REPLACE TRIGGER enter_name_words AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION enter_name_words();
            """;

        private const string Fill =
            """
            DO $$
            DECLARE
                last bigint := 0;
            BEGIN
                LOOP
                    WITH batch AS (SELECT id, normalized_name FROM users WHERE id > last ORDER BY id LIMIT 5000 FOR KEY SHARE),
                    entered AS (
                        INSERT INTO name_words (words, user_id) SELECT words, id FROM batch, words_of_name(normalized_name) AS words
                        ON CONFLICT DO NOTHING)
                    SELECT max(id) INTO last FROM batch;
                    EXIT WHEN last IS NULL;
                    COMMIT;
                    PERFORM pg_sleep(0.02);
                END LOOP;
            END $$;
            """;

        // Gives way to whoever has the table for longer, and comes again: what is left of the try before is no index yet. Without the list
        // of what is pending, which whoever posts has to work off now and again, and every search to read.
        private const string DropIndex = "DROP INDEX CONCURRENTLY IF EXISTS ix_messages_words;";
        private const string CreateIndex =
            "CREATE INDEX CONCURRENTLY ix_messages_words ON messages USING gin (message_words(id, text)) WITH (fastupdate = off);";

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(Functions);
            migrationBuilder.Sql(Fill, suppressTransaction: true);
            migrationBuilder.Sql(DropIndex, suppressTransaction: true);
            migrationBuilder.Sql(CreateIndex, suppressTransaction: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql(
                """
                DROP INDEX ix_messages_words;
                DROP TRIGGER enter_name_words ON users;
                DROP FUNCTION enter_name_words, words_of_name, message_words;
                DROP TABLE name_words;
                """);
    }
}
