using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Api;
using MiniTwit.Web.Errors;

namespace MiniTwit.Web.Pages.Shared;

internal static class ListPage
{
    /// <summary>Whether there is something of a list to show.</summary>
    /// <param name="page">The page that shows it.</param>
    /// <param name="list">The API's answer.</param>
    /// <param name="cursor">Where the page begins; null for the list's first page.</param>
    /// <param name="items">That, if so.</param>
    /// <param name="instead">What to answer, if not: why the list cannot be had, or its first page, past whose end the cursor led.</param>
    public static bool Shows<T>(
        this PageModel page,
        ApiResult<PageOf<T>> list,
        string? cursor,
        [NotNullWhen(true)] out PageOf<T>? items,
        [NotNullWhen(false)] out IActionResult? instead
    )
    {
        (items, instead) = list switch
        {
            { Ok: false } => (null, new ProblemPage(list.Problem)),
            { Value: var found } when found.IsPastTheEnd(cursor) => (null, page.LocalRedirect(page.Request.Path.ToUriComponent())),
            _ => (list.Value, (IActionResult?)null),
        };
        return items is not null;
    }
}
