using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.HttpResults;
using MiniTwit.ApiService.Errors;
using MiniTwit.ApiService.Text;

namespace MiniTwit.ApiService.Paging;

/// <summary>The query parameters of every paged list.</summary>
internal readonly record struct PageQuery(
    [property: Description("How many items, 1 to 100; 30 when left out.")] int? Limit,
    [property: Description("`next` or `prev` of another page; left out for the first page.")] string? Cursor,
    HttpRequest Request
)
{
    private const int DefaultLimit = 30;
    private const int MaxLimit = 100;

    public bool TryRead(out PageRequest page, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        page = default;
        problem = null;
        Cursor? cursor = null;
        if (PlainNumber.HasNul(Request.Query["limit"]))
        {
            throw new BadHttpRequestException("The limit is no number");
        }

        if (Limit is < 1 or > MaxLimit)
        {
            problem = Problems.Invalid($"limit must be between 1 and {MaxLimit}");
        }
        else if (!string.IsNullOrEmpty(Cursor) && !CursorText.TryParse(Cursor, out cursor))
        {
            problem = Problems.Invalid("The cursor is unknown");
        }
        else
        {
            page = new(Limit ?? DefaultLimit, cursor);
        }

        return problem is null;
    }
}
