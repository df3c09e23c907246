using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Primitives;
using MiniTwit.Web.Flashes;
using MiniTwit.Web.Sessions;

namespace MiniTwit.Web.Caching;

/// <summary>
/// Marks a page that is the same for everybody who is signed out: made once, it is shown to all who ask within <see cref="Kept"/>. It was
/// made within <see cref="LongestMaking"/>, or is not kept; so what anybody sees was true at most a second ago.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SharedPageAttribute : Attribute, IOutputCachePolicy
{
    private static readonly TimeSpan Kept = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestMaking = TimeSpan.FromMilliseconds(500);

    // Addresses are no part of the size that the cache counts.
    private const int LongestAddress = 512;

    // They divide the cache's key. It has none for a part that holds one, and lets all such requests wait for the same answer.
    private static readonly SearchValues<char> Dividers = SearchValues.Create('\x1e', '\x1f');

    public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var http = context.HttpContext;
        if (MayShare(http.Request) && !PageCache.IsLeftOut(http))
        {
            context.EnableOutputCaching = context.AllowCacheLookup = context.AllowCacheStorage = context.AllowLocking = true;
            context.CacheVaryByRules.QueryKeys = "cursor";
            context.CacheVaryByRules.VaryByValues["language"] = CultureInfo.CurrentUICulture.Name;
            context.ResponseExpirationTimeSpan = Kept;
            http.Items[typeof(SharedPageAttribute)] = Clock(http).GetTimestamp();
        }

        return ValueTask.CompletedTask;
    }

    // Nobody else is to keep the page: it has no age.
    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.HttpContext.Response.OnStarting(
            static response =>
            {
                ((HttpResponse)response).Headers.Age = StringValues.Empty;
                return Task.CompletedTask;
            },
            context.HttpContext.Response
        );
        return ValueTask.CompletedTask;
    }

    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var http = context.HttpContext;
        context.AllowCacheStorage =
            http.Response is { StatusCode: StatusCodes.Status200OK, Headers.SetCookie.Count: 0 }
            && !http.RequestAborted.IsCancellationRequested
            && http.Items[typeof(SharedPageAttribute)] is long asked
            && Clock(http).GetElapsedTime(asked) <= LongestMaking;
        return ValueTask.CompletedTask;
    }

    // The cache would answer conditions by its own dates, which are in whole seconds.
    private static bool MayShare(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && !SessionSetup.IsIn(request)
        && !Flash.IsIn(request)
        && !request.HasFormContentType
        && request.Headers is { IfNoneMatch.Count: 0, IfModifiedSince.Count: 0 }
        && !request.Headers.CacheControl.ToString().Contains("only-if-cached", StringComparison.OrdinalIgnoreCase)
        && (request.Path.Value?.Length ?? 0) + (request.QueryString.Value?.Length ?? 0) <= LongestAddress
        && !request.Path.Value.AsSpan().ContainsAny(Dividers)
        && !request.Query["cursor"].Any(cursor => cursor.AsSpan().ContainsAny(Dividers));

    private static TimeProvider Clock(HttpContext http) => http.RequestServices.GetRequiredService<TimeProvider>();
}
