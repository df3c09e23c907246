using System.Globalization;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using MiniTwit.Web.Pages;

namespace MiniTwit.Web.Language;

/// <summary>Chooses a page's language: the one the reader chose, else the first that their browser asks for, else English.</summary>
internal static class LanguageSetup
{
    public const string Address = "/settings/language";

    public const string CookieName = "minitwit.language";

    private static readonly TimeSpan Remembered = TimeSpan.FromDays(365);

    public static void AddLanguages(this IServiceCollection services) =>
        services
            .AddSingleton<Texts>()
            .AddSingleton<IStringLocalizerFactory>(provider => provider.GetRequiredService<Texts>())
            .Configure<RequestLocalizationOptions>(options =>
            {
                // What is no text, such as a form's numbers, is read and written alike in all languages.
                options.SupportedCultures = [CultureInfo.InvariantCulture];
                options.SupportedUICultures = [.. Languages.All];
                options.DefaultRequestCulture = new(CultureInfo.InvariantCulture, Languages.All[0]);
                options.RequestCultureProviders =
                [
                    new CookieRequestCultureProvider { CookieName = CookieName },
                    new AcceptLanguageHeaderRequestCultureProvider(),
                ];
            });

    public static void UseLanguages(this WebApplication app) => app.UseRequestLocalization();

    public static void MapLanguage(this WebApplication app) => app.MapPost(Address, Choose).DisableAntiforgery();

    private static IResult Choose([FromForm] string? language, HttpContext context)
    {
        if (Languages.All.FirstOrDefault(known => known.Name == language) is not { } chosen)
        {
            return TypedResults.BadRequest();
        }

        context.Response.Cookies.Append(
            CookieName,
            CookieRequestCultureProvider.MakeCookieValue(new(chosen)),
            new()
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
                MaxAge = Remembered,
            }
        );
        return TypedResults.LocalRedirect(ReturnAddress.Of(context.Request) ?? "/");
    }
}
