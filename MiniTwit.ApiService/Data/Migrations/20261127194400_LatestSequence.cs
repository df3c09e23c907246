using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MiniTwit.ApiService.Data.Migrations
{
    /// <inheritdoc />
    public partial class LatestSequence : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) =>
            // The table stays as long as replicas of the version before may run beside this one: what they put down counts, and what they
            // read is what they put down themselves. A later migration drops it.
            migrationBuilder.Sql(
                """
                CREATE SEQUENCE latest_command MINVALUE -9223372036854775808 START 0;

                CREATE PROCEDURE record_latest(id bigint) LANGUAGE sql AS $$ SELECT setval('latest_command', id) $$;

                CREATE FUNCTION forward_latest() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN CALL record_latest(NEW.value); RETURN NULL; END $$;
                CREATE TRIGGER forward_latest AFTER INSERT OR UPDATE ON latest FOR EACH ROW EXECUTE FUNCTION forward_latest();
                -- Only now, when nobody can write it before this is committed.
                SELECT setval('latest_command', value) FROM latest;

                -- Who may write the table may write the sequence, whatever they are called.
                DO $$
                DECLARE
                    writer text;
                BEGIN
                    FOR writer IN SELECT grantee FROM information_schema.role_table_grants
                        WHERE table_schema = current_schema AND table_name = 'latest' AND privilege_type = 'UPDATE' AND grantee <> 'PUBLIC'
                    LOOP
                        EXECUTE format('GRANT SELECT, UPDATE ON SEQUENCE latest_command TO %I', writer);
                    END LOOP;
                END $$;
                """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql(
                """
                DROP TRIGGER forward_latest ON latest;
                INSERT INTO latest (id, value) SELECT 1, last_value FROM latest_command
                ON CONFLICT (id) DO UPDATE SET value = excluded.value;
                DROP FUNCTION forward_latest();
                DROP PROCEDURE record_latest(bigint);
                DROP SEQUENCE latest_command;
                """);
    }
}
