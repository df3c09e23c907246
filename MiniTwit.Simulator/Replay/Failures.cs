using System.Net.Sockets;

namespace MiniTwit.Simulator.Replay;

/// <summary>Names for the ways in which a request ends without an answer.</summary>
internal static class Failures
{
    public const string Refused = "refused",
        Reset = "reset",
        Timeout = "timeout",
        Unreachable = "unreachable";

    public static string Name(Exception exception) =>
        exception switch
        {
            OperationCanceledException => Timeout,
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => Unreachable,
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "tls",
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => "invalid answer",
            _ when SocketErrorOf(exception) is { } error => Name(error),
            // A connection that ends before the answer does, with or without a reset, is one and the same to the client.
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } or IOException => Reset,
            HttpRequestException { HttpRequestError: var error } => $"failed: {error}",
            _ => $"failed: {exception.GetType().Name}",
        };

    private static string Name(SocketError error) =>
        error switch
        {
            SocketError.ConnectionRefused => Refused,
            SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => Reset,
            SocketError.TimedOut => Timeout,
            SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostNotFound => Unreachable,
            _ => $"failed: {error}",
        };

    private static SocketError? SocketErrorOf(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is SocketException socket)
            {
                return socket.SocketErrorCode;
            }
        }

        return null;
    }
}
