using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MiniTwit.ApiService.Data.Migrations
{
    /// <inheritdoc />
    public partial class Conversations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // In the order in which posting takes them.
            migrationBuilder.Sql("LOCK TABLE messages, users IN ACCESS EXCLUSIVE MODE");

            migrationBuilder.AddColumn<long>(
                name: "mentions_seen_to",
                table: "users",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<string[]>(
                name: "mentioned",
                table: "messages",
                type: "text[]",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "reply_to_id",
                table: "messages",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "mentions",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    message_id = table.Column<long>(type: "bigint", nullable: false),
                    inserted_in = table.Column<ulong>(type: "xid8", nullable: true, defaultValueSql: "pg_current_xact_id()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mentions", x => new { x.user_id, x.message_id });
                    table.ForeignKey(
                        name: "fk_mentions_messages_message_id",
                        column: x => x.message_id,
                        principalTable: "messages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_mentions_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "message_tags",
                columns: table => new
                {
                    tag = table.Column<string>(type: "text", nullable: false),
                    message_id = table.Column<long>(type: "bigint", nullable: false),
                    inserted_in = table.Column<ulong>(type: "xid8", nullable: true, defaultValueSql: "pg_current_xact_id()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_message_tags", x => new { x.tag, x.message_id });
                    table.ForeignKey(
                        name: "fk_message_tags_messages_message_id",
                        column: x => x.message_id,
                        principalTable: "messages",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_mentions_inserted_in",
                table: "mentions",
                column: "inserted_in",
                filter: "inserted_in IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_mentions_message_id",
                table: "mentions",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "ix_message_tags_inserted_in",
                table: "message_tags",
                column: "inserted_in",
                filter: "inserted_in IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_message_tags_message_id",
                table: "message_tags",
                column: "message_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "mentions");

            migrationBuilder.DropTable(
                name: "message_tags");

            migrationBuilder.DropColumn(
                name: "mentions_seen_to",
                table: "users");

            migrationBuilder.DropColumn(
                name: "mentioned",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "reply_to_id",
                table: "messages");
        }
    }
}
