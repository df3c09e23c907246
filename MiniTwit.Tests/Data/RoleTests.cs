using MiniTwit.Tests.Stack;
using Npgsql;

namespace MiniTwit.Tests.Data;

/// <summary>What the database refuses to those who are not its owner, whatever statement they get it to run.</summary>
public sealed class RoleTests(DeployedRoles roles) : IClassFixture<DeployedRoles>
{
    private static readonly string[] ForNobody =
    [
        "DROP TABLE messages",
        "TRUNCATE messages",
        "ALTER TABLE messages ADD mine int",
        "CREATE TABLE mine (id int)",
        "CREATE TABLE pg_catalog.mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql RETURN 1",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "ALTER ROLE minitwit_app SUPERUSER",
        "ALTER ROLE minitwit_owner PASSWORD 'mine'",
        "ALTER SYSTEM SET log_statement = 'all'",
        "SET ROLE minitwit_owner",
        "GRANT minitwit_owner TO minitwit_app",
        "SELECT rolpassword FROM pg_authid",
        "COPY pg_class TO PROGRAM 'true'",
        "COPY pg_class TO '/tmp/mine'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT lo_export(1, '/tmp/mine')",
    ];

    public static TheoryData<string, string> Cases =>
        [
            .. new MatrixTheoryData<string, string>(["app", "reader", "monitor"], ForNobody),
            new("app", "COPY messages FROM PROGRAM 'true'"),
            new("reader", "DELETE FROM messages"),
            new("reader", "UPDATE users SET is_administrator = true"),
            new("reader", "SELECT password_hash FROM users"),
            new("reader", "SELECT * FROM sessions"),
            new("reader", "SELECT * FROM deleted_messages"),
            new("reader", "SELECT * FROM blocks"),
            new("reader", "SELECT * FROM data_protection_keys"),
            new("monitor", "SELECT * FROM messages"),
            new("monitor", "SELECT * FROM users"),
            new("monitor", "SELECT * FROM sessions"),
        ];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task What_is_not_theirs_is_denied(string role, string sql)
    {
        await using var database = roles.As(role);
        await using var connection = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        // Whoever reads is kept from writing by a setting of theirs, which they may change.
        await using var writing = new NpgsqlCommand("SET default_transaction_read_only = off", connection);
        await writing.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);

        var refused = await Assert.ThrowsAsync<PostgresException>(() =>
            command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken)
        );

        Assert.Equal((sql, PostgresErrorCodes.InsufficientPrivilege), (sql, refused.SqlState));
    }

    [Theory]
    [InlineData("app", "SELECT count(*) FROM (SELECT FROM messages, users, sessions, data_protection_keys) AS them")]
    [InlineData("reader", "SELECT count(*) FROM (SELECT messages.*, users.name FROM messages, users) AS them")]
    [InlineData("monitor", "SELECT count(*) FROM pg_stat_activity WHERE false")]
    public async Task What_is_theirs_is_not(string role, string sql)
    {
        await using var database = roles.As(role);

        Assert.Equal(0, await database.ValueAsync<long>(sql));
    }
}
