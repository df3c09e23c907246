using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MiniTwit.ServiceDefaults.Health;

/// <summary>
/// While the process drains, every answer ends its connection, so that the next request of a proxy goes to another replica. One that
/// was sent down a connection just as the server closed it would be lost, and only some may be sent again.
/// </summary>
internal static class Draining
{
    public static void UseDraining(this WebApplication app)
    {
        var readiness = app.Services.GetRequiredService<Readiness>();
        app.Use(
            (context, next) =>
            {
                // At the start of the answer, since the end may have been asked for meanwhile. HTTP/2 has a message of its own.
                context.Response.OnStarting(() =>
                {
                    if (readiness.IsDraining && HttpProtocol.IsHttp11(context.Request.Protocol))
                    {
                        context.Response.Headers.Connection = "close";
                    }

                    return Task.CompletedTask;
                });
                return next(context);
            }
        );
    }
}
