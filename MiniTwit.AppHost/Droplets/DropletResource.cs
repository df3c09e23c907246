#pragma warning disable ASPIRECOMPUTE002 // Compute environments are marked experimental.

namespace MiniTwit.AppHost.Droplets;

/// <summary>One machine of a deployment, as a compute environment of the model. Part of it only while publishing.</summary>
/// <param name="name">The folder of <c>deploy/</c> that its files are written to.</param>
/// <param name="host">The machine's name in the label <c>host</c> of metrics.</param>
/// <param name="address">Where the other droplet reaches it; null where nothing there needs to.</param>
internal sealed class DropletResource(string name, string host, ParameterResource? address) : Resource(name), IComputeEnvironmentResource
{
    public string Host => host;

    public ParameterResource? Address => address;
}
