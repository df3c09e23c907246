using System.Net;
using System.Net.Sockets;

namespace MiniTwit.ApiService.Limits;

/// <summary>Whom a limit by address counts as one.</summary>
internal static class ClientAddress
{
    private const int BytesOfNetwork = 8;

    /// <summary>The address that the request came from; of IPv6 the /64, all of which one client has.</summary>
    public static string Of(HttpContext http)
    {
        if (http.Connection.RemoteIpAddress is not { } address)
        {
            return "";
        }

        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? new IPAddress([.. address.GetAddressBytes()[..BytesOfNetwork], .. new byte[BytesOfNetwork]]).ToString()
            : address.ToString();
    }
}
