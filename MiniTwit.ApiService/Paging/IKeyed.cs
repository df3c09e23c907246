namespace MiniTwit.ApiService.Paging;

/// <summary>A row that lists are ordered and paged by.</summary>
internal interface IKeyed
{
    long Id { get; }
}
