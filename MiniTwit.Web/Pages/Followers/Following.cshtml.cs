using MiniTwit.Web.Api;

namespace MiniTwit.Web.Pages.Followers;

internal sealed class FollowingModel(MiniTwitApi api) : PeopleModel
{
    protected override Task<ApiResult<PageOf<Person>>> ListAsync(string username, string? cursor, CancellationToken cancel) =>
        api.FollowingAsync(username, cursor, cancel);
}
