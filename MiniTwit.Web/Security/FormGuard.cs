using System.Text;
using Microsoft.Net.Http.Headers;
using MiniTwit.ServiceDefaults.Http;

namespace MiniTwit.Web.Security;

/// <summary>Reads a posted form once, before anything relies on it, and answers a broken one with a status that says so.</summary>
internal sealed class FormGuard(RequestDelegate next)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task InvokeAsync(HttpContext context)
    {
        // The page that says what was wrong comes here again.
        if (context.Request.HasFormContentType && context.Response.StatusCode == StatusCodes.Status200OK)
        {
            try
            {
                CheckCharset(context.Request.ContentType);
                CheckText(await context.Request.ReadFormAsync(context.RequestAborted));
            }
            catch (Exception e) when (Status(e) is { } status)
            {
                context.Response.StatusCode = status;
                return;
            }
        }

        await next(context);
    }

    private static int? Status(Exception e) =>
        e switch
        {
            _ when DepartedClients.IsCauseOf(e) => null,
            BadHttpRequestException refused => refused.StatusCode,
            // .NET too throws it, for an encoding that it knows and refuses, such as UTF-7.
            NotSupportedException => StatusCodes.Status415UnsupportedMediaType,
            InvalidDataException or EncoderFallbackException or IOException => StatusCodes.Status400BadRequest,
            _ => null,
        };

    // Without this, one that .NET does not know, or finds in quotes, would be taken for UTF-8. (The parts of the other kind of form have
    // their own.)
    private static void CheckCharset(string? type)
    {
        if (!MediaTypeHeaderValue.TryParse(type, out var form) || form.Boundary.HasValue || form.Encoding is not null)
        {
            return;
        }

        var charset = HeaderUtilities.RemoveQuotes(form.Charset);
        if (charset.Length > 0 && !charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            throw new NotSupportedException(charset.Value);
        }
    }

    // Half a surrogate pair (a form may come as UTF-16) has no JSON form to be sent on in.
    private static void CheckText(IFormCollection form)
    {
        foreach (var (_, values) in form)
        {
            foreach (var value in values)
            {
                _ = StrictUtf8.GetByteCount(value ?? "");
            }
        }
    }
}
