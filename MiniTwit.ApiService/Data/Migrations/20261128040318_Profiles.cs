using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MiniTwit.ApiService.Data.Migrations
{
    /// <inheritdoc />
    public partial class Profiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "avatar",
                table: "users",
                type: "character varying(16)",
                maxLength: 16,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "bio",
                table: "users",
                type: "character varying(4480)",
                maxLength: 4480,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "display_name",
                table: "users",
                type: "character varying(1024)",
                maxLength: 1024,
                nullable: true);

            // What users are called and how they look, lists of messages tell as well: NewestMessages hears of it as of changed messages.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION note_author_change() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    -- Not the trigger's own condition: a column that one names cannot get another type.
                    IF (OLD.display_name, OLD.avatar, OLD.email) IS NOT DISTINCT FROM (NEW.display_name, NEW.avatar, NEW.email) THEN
                        RETURN NULL;
                    END IF;
                    DELETE FROM message_changes WHERE changed_at < now() - interval '10 minutes' AND id IN (
                        SELECT id FROM message_changes ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED);
                    INSERT INTO message_changes DEFAULT VALUES;
                    RETURN NULL;
                END $$;
                CREATE TRIGGER note_author_update AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION note_author_change();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                DROP TRIGGER note_author_update ON users;
                DROP FUNCTION note_author_change();
                """);

            migrationBuilder.DropColumn(
                name: "avatar",
                table: "users");

            migrationBuilder.DropColumn(
                name: "bio",
                table: "users");

            migrationBuilder.DropColumn(
                name: "display_name",
                table: "users");
        }
    }
}
