using System.Text;

namespace MiniTwit.Web.Security;

/// <summary>Reads a posted form once, before anything relies on it, and answers a broken one with 400 or 413.</summary>
internal sealed class FormGuard(RequestDelegate next)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.HasFormContentType && !HttpMethods.IsGet(context.Request.Method))
        {
            try
            {
                CheckText(await context.Request.ReadFormAsync(context.RequestAborted));
            }
            catch (BadHttpRequestException e)
            {
                context.Response.StatusCode = e.StatusCode;
                return;
            }
            catch (Exception e) when (e is InvalidDataException or EncoderFallbackException or IOException)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }
        }

        await next(context);
    }

    // Half a surrogate pair (a form may come as UTF-16) has no JSON form to be sent on in.
    private static void CheckText(IFormCollection form)
    {
        foreach (var (_, values) in form)
        {
            foreach (var value in values) _ = StrictUtf8.GetByteCount(value ?? "");
        }
    }
}
