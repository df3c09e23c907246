using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;

namespace MiniTwit.ServiceDefaults.Health;

/// <summary>How many connections to public listeners are open: with the last of them, there is nobody left to drain for.</summary>
internal sealed class PublicConnections(IConfiguration configuration)
{
    private readonly int _managementPort = ManagementPort.Number(configuration);
    private int _open;

    public int Open => Volatile.Read(ref _open);

    public ConnectionDelegate Count(ConnectionDelegate next) =>
        async connection =>
        {
            if (connection.LocalEndPoint is IPEndPoint address && address.Port == _managementPort)
            {
                await next(connection);
                return;
            }

            Interlocked.Increment(ref _open);
            try
            {
                await next(connection);
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        };
}
