using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MiniTwit.ApiService.Data.Migrations
{
    /// <inheritdoc />
    public partial class InsertedIn : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<ulong>(
                name: "inserted_in",
                table: "messages",
                type: "xid8",
                nullable: true);

            migrationBuilder.AddColumn<ulong>(
                name: "inserted_in",
                table: "follows",
                type: "xid8",
                nullable: true);

            // The default comes after the column: together they would write every row anew.
            migrationBuilder.Sql(
                """
                ALTER TABLE messages ALTER COLUMN inserted_in SET DEFAULT pg_current_xact_id();
                ALTER TABLE follows ALTER COLUMN inserted_in SET DEFAULT pg_current_xact_id();
                """);

            // Whoever inserts, a statement takes its transaction's number before the ids that its rows get: see Cursor.Open.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION number_transaction() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN PERFORM pg_current_xact_id(); RETURN NULL; END $$;
                CREATE TRIGGER number_transaction BEFORE INSERT ON messages FOR EACH STATEMENT EXECUTE FUNCTION number_transaction();
                CREATE TRIGGER number_transaction BEFORE INSERT ON follows FOR EACH STATEMENT EXECUTE FUNCTION number_transaction();
                """);

            migrationBuilder.CreateIndex(
                name: "ix_messages_inserted_in",
                table: "messages",
                column: "inserted_in",
                filter: "inserted_in IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_follows_inserted_in",
                table: "follows",
                column: "inserted_in",
                filter: "inserted_in IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                DROP TRIGGER number_transaction ON messages;
                DROP TRIGGER number_transaction ON follows;
                DROP FUNCTION number_transaction();
                """);

            migrationBuilder.DropIndex(
                name: "ix_messages_inserted_in",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "ix_follows_inserted_in",
                table: "follows");

            migrationBuilder.DropColumn(
                name: "inserted_in",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "inserted_in",
                table: "follows");
        }
    }
}
