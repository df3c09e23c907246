using MiniTwit.Web.Api;
using MiniTwit.Web.Caching;
using MiniTwit.Web.Errors;

namespace MiniTwit.Web.Pages.Feeds;

/// <summary>Atom feeds: of everybody, of a user, of a tag, each under the address of its page.</summary>
internal static class FeedEndpoints
{
    public const string Suffix = "/feed.atom";

    private static readonly string[] Reads = [HttpMethods.Get, HttpMethods.Head];

    public static void MapFeeds(this WebApplication app)
    {
        var feeds = app.MapGroup("").WithMetadata(new SharedPageAttribute());
        feeds.MapMethods("/public" + Suffix, Reads, PublicAsync);
        feeds.MapMethods("/messages/tagged/{tag}" + Suffix, Reads, TaggedAsync);
        feeds.MapMethods("/{username}" + Suffix, Reads, UserAsync);
    }

    private static async Task<IResult> PublicAsync(MiniTwitApi api, CancellationToken cancel) =>
        Feed("Public Timeline", "/public", await api.PublicTimelineAsync(null, cancel));

    private static async Task<IResult> TaggedAsync(string tag, MiniTwitApi api, CancellationToken cancel) =>
        Feed("#" + tag, Links.Tag(tag), await api.TaggedAsync(tag, null, cancel));

    private static async Task<IResult> UserAsync(string username, MiniTwitApi api, CancellationToken cancel)
    {
        var page = await api.UserPageAsync(username, null, cancel);
        return page.Ok
            ? new AtomFeed(page.Value.Profile.Username + "'s Timeline", Links.User(page.Value.Profile.Username), page.Value.Messages.Items)
            : new ProblemPage(page.Problem);
    }

    private static IResult Feed(string title, string page, ApiResult<PageOf<Message>> messages) =>
        messages.Ok ? new AtomFeed(title, page, messages.Value.Items) : new ProblemPage(messages.Problem);
}
