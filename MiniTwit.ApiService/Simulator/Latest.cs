using System.Globalization;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Text;

namespace MiniTwit.ApiService.Simulator;

/// <summary>
/// The id of the last simulator command that any replica received. A sequence of the database holds it: it is set without anybody
/// waiting for anybody's commit, and written to disk with the commit of whatever else the request does.
/// </summary>
internal static class Latest
{
    /// <summary>What puts an id down, without the id.</summary>
    public const string Statement = "CALL record_latest";

    // What clients send that have no id to tell.
    private const long NoId = -1;

    /// <summary>The id that a request carries, or null when it carries none that counts.</summary>
    public static long? SentWith(HttpRequest request) =>
        PlainNumber.TryParse(request.Query["latest"].FirstOrDefault(), NumberStyles.AllowLeadingSign, out var value) && value != NoId
            ? value
            : null;

    public static Task RecordAsync(MiniTwitDb db, long value, CancellationToken ct) =>
        db
            .Database.CreateExecutionStrategy()
            .ExecuteAsync(ct, token => db.Database.ExecuteSqlRawAsync(Statement + "({0})", [value], token));

    /// <summary>The last id received, 0 before the first.</summary>
    public static async Task<long> ReadAsync(MiniTwitDb db, CancellationToken ct) =>
        (await db.Database.SqlQuery<long>($"SELECT last_value AS \"Value\" FROM latest_command").ToListAsync(ct))[0];
}

/// <summary><see cref="Latest"/> for those who ask for it.</summary>
internal sealed class SharedLatest(IServiceScopeFactory scopes, Pulse pulse)
{
    private readonly SharedRead<long> _read = new(scopes, pulse, Latest.ReadAsync);

    public Task<long> ReadAsync(CancellationToken ct) => _read.AskAsync(ct);
}
