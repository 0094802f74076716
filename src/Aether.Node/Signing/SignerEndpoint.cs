using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Aether.Node.Signing;

/// <summary>Where a signer listens: <c>unix:PATH</c> or <c>tls:HOST:PORT</c>.</summary>
/// <param name="UnixPath">The socket's path; null for TLS.</param>
/// <param name="Host">Host of TLS; null for a socket path.</param>
/// <param name="Port">Port of TLS.</param>
internal sealed record SignerEndpoint(string? UnixPath, string? Host, int Port)
{
    private const int MaxUnixPathBytes = 107;

    /// <summary>True over TLS.</summary>
    public bool IsTls => Host is not null;

    /// <summary>Reads an endpoint; false with a sentence.</summary>
    public static bool TryParse(string text, out SignerEndpoint? endpoint, out string reason)
    {
        endpoint = null;
        reason = $"'{text}' is not unix:PATH or tls:HOST:PORT";
        if (text.StartsWith("unix:", StringComparison.Ordinal))
        {
            string path = text[5..];
            if (path.Length == 0 || System.Text.Encoding.UTF8.GetByteCount(path) > MaxUnixPathBytes)
            {
                reason = $"a socket path has 1 to {MaxUnixPathBytes} bytes";
                return false;
            }
            endpoint = new SignerEndpoint(path, null, 0);
            return true;
        }
        if (!text.StartsWith("tls:", StringComparison.Ordinal))
        {
            return false;
        }
        int colon = text.LastIndexOf(':');
        bool ok = colon > 4
            && int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port <= IPEndPoint.MaxPort
            && (endpoint = new SignerEndpoint(null, text[4..colon].Trim('[', ']'), port)) is not null;
        return ok;
    }

    /// <summary>A socket that is connected to it.</summary>
    /// <exception cref="SocketException">Nobody listens there, or not in time.</exception>
    public Socket Connect(int timeoutMs)
    {
        Socket socket = UnixPath is not null
            ? new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        EndPoint target = UnixPath is not null
            ? new UnixDomainSocketEndPoint(UnixPath)
            : new DnsEndPoint(Host!, Port);
        using CancellationTokenSource late = new(timeoutMs);
        try
        {
            socket.ConnectAsync(target, late.Token).AsTask().GetAwaiter().GetResult();
            return socket;
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => UnixPath is not null ? $"unix:{UnixPath}" : $"tls:{Host}:{Port}";
}
