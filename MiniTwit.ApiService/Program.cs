using MiniTwit.ApiService.Blocks;
using MiniTwit.ApiService.Data;
using MiniTwit.ApiService.Demo;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Followers;
using MiniTwit.ApiService.Internal;
using MiniTwit.ApiService.Limits;
using MiniTwit.ApiService.Live;
using MiniTwit.ApiService.Mail;
using MiniTwit.ApiService.Mentions;
using MiniTwit.ApiService.Messages;
using MiniTwit.ApiService.Moderation;
using MiniTwit.ApiService.Reference;
using MiniTwit.ApiService.Requests;
using MiniTwit.ApiService.Search;
using MiniTwit.ApiService.Security;
using MiniTwit.ApiService.Simulator;
using MiniTwit.ApiService.Tags;
using MiniTwit.ApiService.Telemetry;
using MiniTwit.ApiService.Timelines;
using MiniTwit.ApiService.Users;
using MiniTwit.ApiService.Users.Counts;
using MiniTwit.ApiService.Users.Resets;
using MiniTwit.ServiceDefaults;
using MiniTwit.ServiceDefaults.Health;
using MiniTwit.ServiceDefaults.Http;

if (args is ["healthcheck"])
{
    return await ContainerHealthCheck.RunAsync();
}

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.AddDatabase(migrating: args.Contains("migrate") || args.Contains("verify-counts") || args is ["administrator", ..]);
builder.AddStrictJson();
builder.AddErrors();
builder.AddDeadline();
builder.AddSecurity();
builder.AddApiReference();
builder.Services.AddSingleton<MiniTwitMetrics>();
builder.AddMail();
builder.AddUsers();
builder.AddPasswordResets();
builder.AddMessages();
builder.AddLive();
builder.AddModeration();
builder.Services.AddScoped<Following>();
builder.Services.AddScoped<DemoWorld>();
builder.AddSimulator();
builder.AddLimits();

await using var app = builder.Build();
if (args is ["administrator", ..])
{
    return await app.Services.AdministratorAsync(args);
}

if (args.Contains("migrate"))
{
    return await app.Services.MigrateAsync();
}

if (args.Contains("verify-counts"))
{
    return await app.Services.VerifyCountsAsync(mend: args.Contains("--mend"));
}

if (!Secrets.AreSet(app))
{
    return 1;
}

app.UseMiddleware<CachePolicy>();
app.UseMiddleware<ClientOfWeb>();
app.UseServiceDefaults();
app.UseHeadRequests();
app.UseUtf8Json();
app.UseRouting();
app.UseMiddleware<LoadGate>();
app.UseExceptionHandler();
app.UseDepartedClients(isKnown: e => Failure.Of(e) is not null);
app.UseDeadline();
app.UseStatusCodePages();
app.UseMiddleware<WarmUpGate>();
app.UseMiddleware<SimulatorGate>();
app.UseMiddleware<RequestLimits>();
app.UseAuthorization();
app.UseWholeBody();

app.MapSimulator();
app.MapApiReference();

var api = app.MapGroup("/api/v1").RequireAuthorization(Policies.AnonymousOrBearer).WithCommonProblems().WithEntityTags();
api.MapUsers();
api.MapSessions();
api.MapPasswordResets();
api.MapMe();
api.MapExport();
api.MapOwnProfile();
api.MapOwnSessions();
api.MapMessages();
api.MapTags();
api.MapMentions();
api.MapTimelines();
api.MapLive();
api.MapFollowers();
api.MapBlocks();
api.MapSearch();
api.MapReports();
api.MapModeration();

var management = app.MapGroup("/internal").RequireAuthorization(Policies.Internal).ExcludeFromDescription();
management.MapDataProtectionKeys();
management.MapDemo();

await app.RunAsync();
return 0;
