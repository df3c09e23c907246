using MiniTwit.Web.Api;

namespace MiniTwit.Web.Pages.Blocks;

/// <summary>Whom the reader blocks, or mutes, as the settings list them.</summary>
/// <param name="Id">Of the list's heading, and the parameter that its cursors come in.</param>
/// <param name="Heading">What is said above it.</param>
/// <param name="Nobody">What is said where there is nobody.</param>
/// <param name="Act">The last part of the address that undoes it.</param>
/// <param name="Button">What the button for that says.</param>
/// <param name="People">A page of them.</param>
/// <param name="Cursor">Where the page begins; null at the list's beginning.</param>
internal sealed record HiddenPeople(
    string Id,
    string Heading,
    string Nobody,
    string Act,
    string Button,
    PageOf<Person> People,
    string? Cursor
);
