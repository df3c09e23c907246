using System.Text.Encodings.Web;
using System.Text.Json;

namespace MiniTwit.AppHost.Publishing;

/// <summary><c>manifest.json</c>: what is deployed, for scripts and other readers, so that none has to take the other files apart.</summary>
internal static class ManifestFile
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Write(IReadOnlyList<Part> parts, IReadOnlyList<Setting> parameters) =>
        JsonSerializer.Serialize(
            new
            {
                Parameters = parameters.Select(setting => new
                {
                    setting.Name,
                    setting.Required,
                    setting.Secret,
                    Default = setting.Fallback,
                    setting.Usual,
                    setting.Description,
                    setting.Droplets,
                }),
                Services = parts.Select(ServiceOf),
                Images = parts.Select(part => part.Image).Distinct().Order(StringComparer.Ordinal),
            },
            Readable
        ) + "\n";

    private static object ServiceOf(Part part) =>
        new
        {
            part.Name,
            Droplet = part.Droplet.Name,
            part.Image,
            part.Service.Replicas,
            part.Service.RunsBefore,
            part.Service.RunsToCompletion,
            part.Service.OnDemand,
            part.Service.OnEveryNode,
            part.Service.Stateful,
            Health = part.Service.HealthCheck,
            Volumes = ServiceText.VolumesOf(part),
            Secrets = SwarmSecret
                .Of(part)
                .Select(secret => new
                {
                    secret.Name,
                    secret.Setting,
                    secret.File,
                    secret.Value,
                    secret.Variable,
                }),
        };
}
