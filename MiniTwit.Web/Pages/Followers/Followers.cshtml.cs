using MiniTwit.Web.Api;

namespace MiniTwit.Web.Pages.Followers;

internal sealed class FollowersModel(MiniTwitApi api) : PeopleModel
{
    public override string After => "'s followers";

    protected override Task<ApiResult<PageOf<Person>>> ListAsync(string username, string? cursor, CancellationToken cancel)
        => api.FollowersAsync(username, cursor, cancel);
}
