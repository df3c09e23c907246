using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MiniTwit.ApiService.Data.Migrations
{
    /// <inheritdoc />
    public partial class UsersByEmail : Migration
    {
        // Gives way to whoever has the table for longer, and comes again: what is left of the try before is no index yet.
        private const string DropIndex = "DROP INDEX CONCURRENTLY IF EXISTS ix_users_email_id;";
        private const string CreateIndex = "CREATE INDEX CONCURRENTLY ix_users_email_id ON users (lower(email), id);";

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(DropIndex, suppressTransaction: true);
            migrationBuilder.Sql(CreateIndex, suppressTransaction: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("DROP INDEX ix_users_email_id");
    }
}
