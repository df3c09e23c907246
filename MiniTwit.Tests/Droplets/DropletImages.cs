using MiniTwit.Tests.Stack;

namespace MiniTwit.Tests.Droplets;

/// <summary>MiniTwit's images in the droplets' registry.</summary>
internal sealed class DropletImages(TwoDroplets droplets)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>Two versions that serve, and one whose pages do not start.</summary>
    public async Task PushAllAsync()
    {
        var settings = new Dictionary<string, string>
        {
            ["DOCKER_HOST"] = droplets.Engine("db"),
            ["BASE_IMAGE"] = $"{TwoDroplets.Registry}/dotnet/aspnet:10.0",
            ["DOTNET_CONTAINER_INSECURE_REGISTRIES"] = TwoDroplets.Registry,
        };
        await Shell.RunAsync(Patience, settings, Repository.File("deploy", "images.sh"), TwoDroplets.Registry, TwoDroplets.First);
        await PushAsync("minitwit-api", TwoDroplets.Second, "LABEL another=1");
        await PushAsync("minitwit-web", TwoDroplets.Second, "LABEL another=1");
        await PushAsync("minitwit-api", TwoDroplets.Broken, "LABEL another=2");
        await PushAsync("minitwit-web", TwoDroplets.Broken, "ENTRYPOINT [\\\"dotnet\\\", \\\"missing.dll\\\"]");
    }

    /// <summary>Gives a tag to what a line of a Dockerfile makes of another image; made on a droplet that does not run it.</summary>
    public Task PushAsync(string image, string tag, string line, string from = TwoDroplets.First, string on = "storage")
    {
        var name = $"{TwoDroplets.Registry}/{image}";
        return droplets.OnAsync(
            on,
            $"printf 'FROM {name}:{from}\\n{line}\\n' | docker build --quiet --tag {name}:{tag} - && docker push --quiet {name}:{tag}",
            Patience
        );
    }
}
