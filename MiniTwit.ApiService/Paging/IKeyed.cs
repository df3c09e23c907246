namespace MiniTwit.ApiService.Paging;

/// <summary>A row that lists are ordered and paged by.</summary>
internal interface IKeyed
{
    long Id { get; }
}

/// <summary>A stored one, which also says which transaction inserted it: null for rows older than this column.</summary>
internal interface IInserted : IKeyed
{
    ulong? InsertedIn { get; }
}
