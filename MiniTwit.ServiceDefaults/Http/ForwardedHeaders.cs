using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace MiniTwit.ServiceDefaults.Http;

/// <summary>
/// Client address and scheme as the edge saw them, believed only from the networks in <c>ForwardedHeaders:KnownNetworks</c>
/// (CIDRs, separated by commas; none by default), since anyone else may write these headers as they like.
/// </summary>
internal static class ForwardedHeadersDefaults
{
    public static void AddForwardedHeaders(this WebApplicationBuilder builder)
    {
        var networks = (builder.Configuration["ForwardedHeaders:KnownNetworks"] ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(cidr => System.Net.IPNetwork.Parse(cidr))
            .ToArray();

        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders =
                networks.Length == 0
                    ? ForwardedHeaders.None
                    : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            foreach (var network in networks)
            {
                options.KnownIPNetworks.Add(network);
            }
        });
    }
}
