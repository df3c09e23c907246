using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using MiniTwit.ApiService.Data;

namespace MiniTwit.ApiService.Demo;

/// <summary>What a local run offers as buttons. Absent unless the setting <c>Demo:Enabled</c> is true.</summary>
internal static class DemoApi
{
    public static void MapDemo(this IEndpointRouteBuilder routes)
    {
        var configuration = routes.ServiceProvider.GetRequiredService<IConfiguration>();
        if (!configuration.GetValue<bool>("Demo:Enabled"))
        {
            return;
        }

        routes.MapPost("/seed", Seed);
        routes.MapPost("/reset", Reset);
    }

    internal static async Task<NoContent> Seed(DemoWorld world, CancellationToken ct)
    {
        await world.SeedAsync(ct);
        return TypedResults.NoContent();
    }

    internal static async Task<NoContent> Reset(MiniTwitDb db, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync(
            // The keys stay: running replicas hold them too, and cookies would be sealed with keys that no new replica finds.
            $"TRUNCATE users, taken_names, sessions, password_resets, messages, deleted_messages, message_tags, mentions, follows, blocks, name_words, report_cases, reports, moderation_acts, suspension_changes RESTART IDENTITY; SELECT setval('latest_command', 0, false)",
            ct
        );
        return TypedResults.NoContent();
    }
}
