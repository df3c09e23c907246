using MiniTwit.ServiceDefaults;
using MiniTwit.ServiceDefaults.Health;
using MiniTwit.ServiceDefaults.Http;
using MiniTwit.Web.Api;
using MiniTwit.Web.Avatars;
using MiniTwit.Web.Caching;
using MiniTwit.Web.Errors;
using MiniTwit.Web.Language;
using MiniTwit.Web.Pages;
using MiniTwit.Web.Pages.Blocks;
using MiniTwit.Web.Pages.Feeds;
using MiniTwit.Web.Pages.Followers;
using MiniTwit.Web.Pages.Messages;
using MiniTwit.Web.Pages.Moderation;
using MiniTwit.Web.Pages.Search;
using MiniTwit.Web.Pages.Site;
using MiniTwit.Web.Pages.Timelines;
using MiniTwit.Web.Pages.Users;
using MiniTwit.Web.Security;
using MiniTwit.Web.Sessions;

if (args is ["healthcheck"])
{
    return await ContainerHealthCheck.RunAsync();
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();

// Development's answer for files that were not there at build time takes every address that nothing else does, for GET and HEAD alone.
builder.Configuration["DisableStaticAssetNotFoundRuntimeFallback"] = "true";
builder.AddSharedKeys();
builder.Services.AddMiniTwitApi();
builder.Services.AddSessions();
builder.Services.AddSingleton<AvatarLinks>();
builder.Services.AddFormBounds();
builder.AddPageCache();
builder.Services.Configure<SiteOptions>(builder.Configuration.GetSection(SiteOptions.Section));
builder.Services.AddLanguages();
builder.Services.AddPages();

var app = builder.Build();
app.UseAvatarSource();
app.UseScriptSource();
app.UseMiddleware<CachePolicy>();
app.UseServiceDefaults(FormBounds.MaxBytes);
app.UseRetryAfter();
app.UseLanguages();
app.UseErrorPages();
app.UseDepartedClients(isKnown: e => MiniTwitApi.MeansUnavailable(e) || KeysUnavailableException.IsCauseOf(e));
app.UseRouting();
app.UsePageCache();
app.UseAuthentication();
app.UseMiddleware<PrefetchGuard>();
app.UseMiddleware<CrossSiteGuard>();
app.UseMiddleware<FormGuard>();
app.UseAuthorization();

app.MapStaticAssets();
app.MapRazorPages().WithStaticAssets();
app.MapAvatars();
app.MapFeeds();
app.MapLive();
app.MapFollowing();
app.MapBlocks();
app.MapNames();
app.MapDeletion();
app.MapStatus();
app.MapModeration();
app.MapLogout();
app.MapLanguage();
app.Run();
return 0;
