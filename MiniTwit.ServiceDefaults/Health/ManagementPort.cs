using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace MiniTwit.ServiceDefaults.Health;

/// <summary>
/// The second listener (setting <c>Management:Port</c>, 8081 by default). Health, metrics and internal routes are served there
/// and nowhere else, so that publishing the first port publishes none of them. The local port decides, not the Host header,
/// which a client may write as it likes.
/// </summary>
internal static class ManagementPort
{
    private static readonly string[] ManagementPaths = ["/health", "/metrics", "/internal"];

    public static void AddManagementPort(this WebApplicationBuilder builder)
    {
        var listener = FormattableString.Invariant($":{Number(builder.Configuration)}");
        var urls = builder.WebHost.GetSetting(WebHostDefaults.ServerUrlsKey) ?? "http://localhost:8080";
        if (!urls.Split(';').Any(url => url.TrimEnd('/').EndsWith(listener, StringComparison.Ordinal)))
        {
            builder.WebHost.UseUrls(urls, "http://localhost" + listener);
        }
    }

    public static void UseManagementPort(this WebApplication app)
    {
        var port = Number(app.Configuration);
        app.Use(
            (context, next) =>
            {
                if (IsManagementPath(context.Request.Path) == (context.Connection.LocalPort == port))
                {
                    return next(context);
                }

                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }
        );
    }

    public static bool IsManagementPath(PathString path) =>
        Array.Exists(ManagementPaths, prefix => path.StartsWithSegments(prefix, StringComparison.OrdinalIgnoreCase));

    public static int Number(IConfiguration configuration) => configuration.GetValue("Management:Port", 8081);
}
