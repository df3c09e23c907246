namespace MiniTwit.Web.Api;

internal sealed partial class MiniTwitApi
{
    public async Task<ApiResult<PageOf<Message>>> SearchMessagesAsync(string words, string? cursor, CancellationToken cancel)
    {
        var found = await GetAsync<PageOf<Message>>($"search/messages?q={Uri.EscapeDataString(words)}" + Cursor(cursor, '&'), cancel);
        return found.Ok ? new(Shown(found.Value, cursor), null) : Before(found, PageOf<Message>.Empty);
    }

    /// <summary>At most twenty, the best first.</summary>
    public async Task<ApiResult<IReadOnlyList<Person>>> SearchPeopleAsync(string name, CancellationToken cancel) =>
        Before(await GetAsync<IReadOnlyList<Person>>($"search/users?q={Uri.EscapeDataString(name)}", cancel), []);

    /// <summary>A few people whom the signed-in user does not follow.</summary>
    public async Task<ApiResult<IReadOnlyList<Person>>> SuggestionsAsync(CancellationToken cancel) =>
        Before(await GetAsync<IReadOnlyList<Person>>("me/suggestions", cancel), []);

    // An API of the version before does not have these.
    private static ApiResult<T> Before<T>(ApiResult<T> result, T nothing)
        where T : class => result is { Problem.Status: StatusCodes.Status404NotFound } ? new(nothing, null) : result;
}
