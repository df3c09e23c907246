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
            if (!IsReadable(context.Request.ContentType))
            {
                context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
                return;
            }

            try
            {
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

    private static int? Status(Exception e) => e switch
    {
        _ when DepartedClients.IsCauseOf(e) => null,
        BadHttpRequestException refused => refused.StatusCode,
        // An encoding that .NET knows and refuses, such as UTF-7.
        NotSupportedException => StatusCodes.Status415UnsupportedMediaType,
        InvalidDataException or EncoderFallbackException or IOException => StatusCodes.Status400BadRequest,
        _ => null,
    };

    // What names a charset that .NET does not know, or a quoted one, would be read as UTF-8.
    private static bool IsReadable(string? type)
        => !MediaTypeHeaderValue.TryParse(type, out var form)
            || form.Encoding is not null
            || HeaderUtilities.RemoveQuotes(form.Charset) is var charset && (charset.Length == 0 || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    // Half a surrogate pair (a form may come as UTF-16) has no JSON form to be sent on in.
    private static void CheckText(IFormCollection form)
    {
        foreach (var (_, values) in form)
        {
            foreach (var value in values) _ = StrictUtf8.GetByteCount(value ?? "");
        }
    }
}
