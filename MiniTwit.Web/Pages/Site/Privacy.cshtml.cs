using Microsoft.AspNetCore.Mvc.RazorPages;
using MiniTwit.Web.Avatars;

namespace MiniTwit.Web.Pages.Site;

internal sealed class PrivacyModel(AvatarLinks avatars) : PageModel
{
    public bool PicturesAreAtGravatar => avatars.AtGravatar;
}
