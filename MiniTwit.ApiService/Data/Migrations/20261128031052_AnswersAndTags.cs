using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MiniTwit.ApiService.Data.Migrations
{
    /// <inheritdoc />
    public partial class AnswersAndTags : Migration
    {
        // Gives way to whoever has the table for longer, and comes again: what is left of the try before is no index yet.
        private const string DropIndex = "DROP INDEX CONCURRENTLY IF EXISTS ix_messages_reply_to_id_id;";
        private const string CreateIndex =
            "CREATE INDEX CONCURRENTLY ix_messages_reply_to_id_id ON messages (reply_to_id, id DESC) WHERE reply_to_id IS NOT NULL;";

        // The tags of messages from before, by the rule of Marks but for rare signs upon letters and what is part of a link; those that are posted meanwhile by the version before have none.
        private const string Fill =
            """
            DO $$
            DECLARE
                last bigint := 0;
                high bigint;
            BEGIN
                LOOP
                    SELECT max(id) INTO high FROM (SELECT id FROM messages WHERE id > last ORDER BY id LIMIT 10000) batch;
                    EXIT WHEN high IS NULL;
                    -- Kept from going meanwhile, or the whole would fail.
                    WITH batch AS MATERIALIZED (
                        SELECT id, text FROM messages WHERE id > last AND id <= high AND text LIKE '%#%' FOR KEY SHARE)
                    INSERT INTO message_tags (tag, message_id, inserted_in)
                    SELECT DISTINCT normalize(lower(tag.found[1] COLLATE pg_c_utf8), NFKC), m.id, NULL::xid8
                    FROM batch m
                    CROSS JOIN LATERAL regexp_matches(
                        m.text COLLATE pg_c_utf8, '(?<![[:alnum:]_\u0300-\u036F&/#@])#([[:alnum:]_\u0300-\u036F]{1,64})(?![[:alnum:]_\u0300-\u036F])', 'g') AS tag (found)
                    WHERE tag.found[1] COLLATE pg_c_utf8 ~ '[[:alpha:]]'
                    ON CONFLICT DO NOTHING;
                    COMMIT;
                    last := high;
                END LOOP;
            END $$;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(DropIndex, suppressTransaction: true);
            migrationBuilder.Sql(CreateIndex, suppressTransaction: true);
            migrationBuilder.Sql(Fill, suppressTransaction: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.DropIndex(name: "ix_messages_reply_to_id_id", table: "messages");
    }
}
