using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace MiniTwit.ApiService.Data.Migrations
{
    /// <inheritdoc />
    public partial class Moderation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // In the order in which posting takes them.
            migrationBuilder.Sql("LOCK TABLE messages, users IN ACCESS EXCLUSIVE MODE");

            migrationBuilder.AddColumn<bool>(
                name: "is_administrator",
                table: "users",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "suspended_at",
                table: "users",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "withheld",
                table: "messages",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "moderation_acts",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    act = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    administrator = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: true),
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    user_name = table.Column<string>(type: "character varying(1024)", maxLength: 1024, nullable: false),
                    message_id = table.Column<long>(type: "bigint", nullable: true),
                    note = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    acted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    inserted_in = table.Column<ulong>(type: "xid8", nullable: true, defaultValueSql: "pg_current_xact_id()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_moderation_acts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "report_cases",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    message_id = table.Column<long>(type: "bigint", nullable: false),
                    author_id = table.Column<long>(type: "bigint", nullable: false),
                    reports = table.Column<int>(type: "integer", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    inserted_in = table.Column<ulong>(type: "xid8", nullable: true, defaultValueSql: "pg_current_xact_id()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_report_cases", x => x.id);
                    table.ForeignKey(
                        name: "fk_report_cases_users_author_id",
                        column: x => x.author_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "suspension_changes",
                columns: table => new
                {
                    user_id = table.Column<long>(type: "bigint", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_suspension_changes", x => x.user_id);
                    table.ForeignKey(
                        name: "fk_suspension_changes_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "reports",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    case_id = table.Column<long>(type: "bigint", nullable: false),
                    message_id = table.Column<long>(type: "bigint", nullable: false),
                    reporter_id = table.Column<long>(type: "bigint", nullable: true),
                    reason = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    comment = table.Column<string>(type: "character varying(8000)", maxLength: 8000, nullable: true),
                    reported_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()")
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_reports", x => x.id);
                    table.ForeignKey(
                        name: "fk_reports_report_cases_case_id",
                        column: x => x.case_id,
                        principalTable: "report_cases",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_reports_users_reporter_id",
                        column: x => x.reporter_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.SetNull);
                });

            migrationBuilder.CreateIndex(
                name: "ix_moderation_acts_inserted_in",
                table: "moderation_acts",
                column: "inserted_in",
                filter: "inserted_in IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_report_cases_author_id",
                table: "report_cases",
                column: "author_id");

            migrationBuilder.CreateIndex(
                name: "ix_report_cases_id",
                table: "report_cases",
                column: "id",
                descending: new bool[0],
                filter: "closed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_report_cases_inserted_in",
                table: "report_cases",
                column: "inserted_in",
                filter: "inserted_in IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_report_cases_message_id",
                table: "report_cases",
                column: "message_id");

            migrationBuilder.CreateIndex(
                name: "ix_report_cases_open_message_id",
                table: "report_cases",
                column: "message_id",
                unique: true,
                filter: "closed_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_reports_case_id_id",
                table: "reports",
                columns: new[] { "case_id", "id" },
                descending: new[] { false, true });

            migrationBuilder.CreateIndex(
                name: "ix_reports_reporter_id_message_id",
                table: "reports",
                columns: new[] { "reporter_id", "message_id" },
                unique: true);

            // See Cursor.Open; and what was done stays written, whoever asks.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER number_transaction BEFORE INSERT ON report_cases FOR EACH STATEMENT EXECUTE FUNCTION number_transaction();
                CREATE TRIGGER number_transaction BEFORE INSERT ON moderation_acts FOR EACH STATEMENT EXECUTE FUNCTION number_transaction();

                CREATE FUNCTION keep_moderation_acts() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    RAISE EXCEPTION 'What administrators did is never changed';
                END $$;
                CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON moderation_acts FOR EACH STATEMENT EXECUTE FUNCTION keep_moderation_acts();
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "moderation_acts");

            migrationBuilder.Sql("DROP FUNCTION keep_moderation_acts()");

            migrationBuilder.DropTable(
                name: "reports");

            migrationBuilder.DropTable(
                name: "suspension_changes");

            migrationBuilder.DropTable(
                name: "report_cases");

            migrationBuilder.DropColumn(
                name: "is_administrator",
                table: "users");

            migrationBuilder.DropColumn(
                name: "suspended_at",
                table: "users");

            migrationBuilder.DropColumn(
                name: "withheld",
                table: "messages");
        }
    }
}
