using MiniTwit.Web.Api;

namespace MiniTwit.Web.Pages.Followers;

internal sealed class FollowersModel(MiniTwitApi api) : PeopleModel
{
    protected override Task<ApiResult<PageOf<Person>>> ListAsync(string username, string? cursor, CancellationToken cancel) =>
        api.FollowersAsync(username, cursor, cancel);
}
