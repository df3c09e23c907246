using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace MiniTwit.ServiceDefaults.Configuration;

/// <summary>Settings that are secrets, as files: in a swarm, where they are kept out of the environment (<c>deploy/app-droplet/stack.yaml</c>).</summary>
internal static class SecretFiles
{
    /// <summary>Where each lies under its setting's name, <c>ConnectionStrings__minitwit</c>. Elsewhere the folder does not exist.</summary>
    private const string Folder = "/run/minitwit";

    public static void AddSecretFiles(this WebApplicationBuilder builder) => builder.Configuration.AddKeyPerFile(Folder, optional: true);
}
