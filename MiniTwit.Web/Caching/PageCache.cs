namespace MiniTwit.Web.Caching;

/// <summary>Keeps pages that have a <see cref="SharedPageAttribute"/> in memory, in each replica for itself.</summary>
internal static class PageCache
{
    private const long MaxBytes = 16 * 1024 * 1024;

    // More than thirty messages of the longest texts and names take: those who wait for a page that turns out too large would get an empty one.
    private const long MaxPageBytes = 2 * 1024 * 1024;

    public static void AddPageCache(this WebApplicationBuilder builder)
    {
        builder.Services.AddOutputCache(options =>
        {
            options.SizeLimit = MaxBytes;
            options.MaximumBodySize = MaxPageBytes;
            // What is one name to the framework may be two to the API.
            options.UseCaseSensitivePaths = true;
        });
        builder.Services.AddSingleton<LastTimeline>();
        // A page is made by the first who asks, for all who wait: it has to go whole into the buffer, however slowly that one reads.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxResponseBufferSize = MaxPageBytes);
    }

    /// <summary>Comes before all that a page out of the cache has no need of, and after the routing.</summary>
    public static void UsePageCache(this WebApplication app)
    {
        app.Use(
            async (context, next) =>
            {
                try
                {
                    await next(context);
                }
                catch (OperationCanceledException)
                    when (!context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted && !IsLeftOut(context))
                {
                    // The one who was waited for has left. Whoever waited asks for themselves.
                    context.Items[typeof(PageCache)] = true;
                    await next(context);
                }
            }
        );
        app.UseOutputCache();
    }

    public static bool IsLeftOut(HttpContext context) => context.Items.ContainsKey(typeof(PageCache));
}
