using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace MiniTwit.ApiService.Data.Migrations
{
    /// <inheritdoc />
    public partial class Blocks : Migration
    {
        // Whoever inserts, the transaction's number comes before the ids, as with follows: see Cursor.Open.
        private const string Objects =
            """
            CREATE TRIGGER number_transaction BEFORE INSERT ON blocks FOR EACH STATEMENT EXECUTE FUNCTION number_transaction();

            -- Who of the two blocks the other, the first one before the second; null where neither does. Until the transaction's end nobody
            -- else asks that of the two. VOLATILE, as it is without a word: it sees what came while it waited for its turn.
            CREATE FUNCTION block_between(one bigint, other bigint) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN
                PERFORM pg_advisory_xact_lock(hashtextextended(format('block %s %s', least(one, other), greatest(one, other)), 0));
                RETURN (
                    SELECT user_id FROM blocks
                    WHERE NOT is_mute AND ((user_id = one AND other_id = other) OR (user_id = other AND other_id = one))
                    ORDER BY user_id <> one LIMIT 1);
            END $$;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "blocks",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    other_id = table.Column<long>(type: "bigint", nullable: false),
                    is_mute = table.Column<bool>(type: "boolean", nullable: false),
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    inserted_in = table.Column<ulong>(type: "xid8", nullable: true, defaultValueSql: "pg_current_xact_id()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_blocks", x => new { x.user_id, x.other_id, x.is_mute });
                    table.ForeignKey(
                        name: "fk_blocks_users_other_id",
                        column: x => x.other_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_blocks_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_blocks_inserted_in",
                table: "blocks",
                column: "inserted_in",
                filter: "inserted_in IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_blocks_other_id",
                table: "blocks",
                column: "other_id");

            migrationBuilder.CreateIndex(
                name: "ix_blocks_user_id_is_mute_id",
                table: "blocks",
                columns: new[] { "user_id", "is_mute", "id" },
                descending: new[] { false, false, true });

            migrationBuilder.Sql(Objects);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DROP FUNCTION block_between");

            migrationBuilder.DropTable(
                name: "blocks");
        }
    }
}
