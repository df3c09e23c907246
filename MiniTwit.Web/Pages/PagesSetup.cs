using Microsoft.AspNetCore.Mvc;

namespace MiniTwit.Web.Pages;

internal static class PagesSetup
{
    public static void AddPages(this IServiceCollection services) =>
        services
            .AddRazorPages()
            .AddViewLocalization()
            // No form tokens: clients post forms without fetching one first. SameSite cookies and CrossSiteGuard stand in for them.
            .AddRazorPagesOptions(options =>
                options.Conventions.ConfigureFilter(new IgnoreAntiforgeryTokenAttribute()).ConfigureFilter(new UnhandledMethodFilter())
            );
}
