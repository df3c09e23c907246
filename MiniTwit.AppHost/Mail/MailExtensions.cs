using MiniTwit.AppHost.Hosting;

namespace MiniTwit.AppHost.Mail;

/// <summary>The mail server that the API sends through, and whose links lead to the pages. None is required.</summary>
internal static class MailExtensions
{
    private static readonly (string Setting, string Parameter, bool Secret, string Description)[] Settings =
    [
        ("Mail__From", "mail-from", false, "The sender of mail to users; needed with MAIL_HOST."),
        ("Mail__UserName", "mail-username", false, "The user at MAIL_HOST."),
        ("Mail__Password", "mail-password", true, "The password at MAIL_HOST."),
        ("Mail__Plaintext", "mail-plaintext", false, "Anything: MAIL_HOST need not offer TLS."),
    ];

    /// <summary>A local run's apps have what is set for the AppHost, but for where the pages are.</summary>
    public static void SendingMail(this IResourceBuilder<ProjectResource> api, Stack stack, IResourceBuilder<ProjectResource> web)
    {
        const string Pages = "Site__Address";
        if (!stack.IsPublishing)
        {
            api.WithEnvironment(Pages, web.GetEndpoint("http"));
            return;
        }

        // The pages say whether there is mail.
        var host = stack.OptionalParameter("mail-host", "The mail server for mail to users, as host:port; without it, they get none.");
        api.WithEnvironment(Pages, ReferenceExpression.Create($"https://{stack.WebHost}")).WithEnvironment("Mail__Host", host);
        web.WithEnvironment("Mail__Host", host);
        foreach (var (setting, parameter, secret, description) in Settings)
        {
            api.WithEnvironment(setting, stack.OptionalParameter(parameter, description, secret));
        }
    }
}
