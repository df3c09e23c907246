namespace MiniTwit.Web.Avatars;

internal static class AvatarSource
{
    /// <summary>Lets browsers load pictures from Gravatar where they are to come from there. Call it before the service defaults.</summary>
    public static void UseAvatarSource(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<AvatarLinks>().AtGravatar)
        {
            return;
        }

        app.Use(
            (context, next) =>
            {
                // What is registered first runs last: by then the service defaults have written their policy.
                context.Response.OnStarting(static state => Widen((HttpResponse)state), context.Response);
                return next(context);
            }
        );
    }

    private static Task Widen(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = response
            .Headers.ContentSecurityPolicy.ToString()
            .Replace("img-src 'self'", $"img-src 'self' {AvatarLinks.GravatarHost}", StringComparison.Ordinal);
        return Task.CompletedTask;
    }
}
