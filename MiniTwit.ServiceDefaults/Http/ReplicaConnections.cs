using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.ServiceDiscovery;

namespace MiniTwit.ServiceDefaults.Http;

/// <summary>
/// Connects to a service by its name: to the one of its addresses (those that are configured, and all that their names have) from which the
/// fewest answers are awaited, in turn where these are equal, and where that one takes no connection to the next. Nothing is sent by then,
/// so that whatever the request does, it does once. One that takes requests and answers none (a process that hangs) so gets few of them, and
/// is the last to be asked for a while when somebody waited for it in vain.
/// </summary>
internal sealed class ReplicaConnections(ServiceEndpointResolver services, TimeProvider clock)
{
    private static readonly TimeSpan OneAddress = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<IPEndPoint, AwaitedAnswers> _awaited = [];
    private uint _next;

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var service = context.InitialRequestMessage.RequestUri!.GetLeftPart(UriPartial.Authority);
        var addresses = await AddressesAsync(service, ct);
        var first = (int)(Interlocked.Increment(ref _next) % addresses.Count);
        Exception? refusal = null;
        var inTurn = addresses[first..].Concat(addresses[..first]);
        foreach (var address in inTurn.OrderBy(address => Of(address).IsSilent).ThenBy(address => Of(address).Count))
        {
            try
            {
                return await ConnectAsync(address, ct);
            }
            catch (Exception e) when (e is SocketException or TimeoutException)
            {
                refusal = e;
            }
        }

        throw new HttpRequestException(HttpRequestError.ConnectionError, $"No address of {service} takes a connection", refusal);
    }

    private async Task<List<IPEndPoint>> AddressesAsync(string service, CancellationToken ct)
    {
        var addresses = new List<IPEndPoint>();
        SocketException? unknown = null;
        foreach (var endpoint in (await services.GetEndpointsAsync(service, ct)).Endpoints)
        {
            // A URL where one is configured, else a host.
            var text = endpoint.ToString()!;
            var url = new Uri(text.Contains("://", StringComparison.Ordinal) ? text : $"http://{text}");
            try
            {
                addresses.AddRange(
                    (await Dns.GetHostAddressesAsync(url.DnsSafeHost, ct)).Select(address => new IPEndPoint(address, url.Port))
                );
            }
            catch (SocketException e)
            {
                unknown = e;
            }
        }

        return addresses is not []
            ? addresses
            : throw new HttpRequestException(HttpRequestError.NameResolutionError, $"{service} has no address", unknown);
    }

    // Replicas' addresses come from a network of a few hundred.
    private AwaitedAnswers Of(IPEndPoint address) => _awaited.GetOrAdd(address, _ => new(clock));

    private async Task<Stream> ConnectAsync(IPEndPoint address, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(OneAddress);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, patience.Token);
            return new AwaitingStream(socket, Of(address));
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException($"{address} did not take the connection in time", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
