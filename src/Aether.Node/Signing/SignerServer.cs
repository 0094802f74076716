using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Aether.Core;
using Aether.Native;

namespace Aether.Node.Signing;

/// <summary>Serves a <see cref="SignerService"/> on a Unix socket or over mutual TLS: a thread a connection.</summary>
/// <remarks>
/// A connection must show its key within seconds and send something every few seconds; connections without a key are
/// few, those with one are one per key: threads and memory are bounded. <b>Ownership</b>: owns the listener, not the
/// service.
/// </remarks>
internal sealed class SignerServer : IDisposable
{
    /// <summary>A connection that is silent for longer loses its key.</summary>
    public const int IdleMs = 15_000;

    private const int SocketLevel = 1;
    private const int PeerCredentials = 17;
    private const int CredentialBytes = 12;

    private readonly SignerService _service;
    private readonly X509Certificate2? _identity;
    private readonly HashSet<string> _pins;
    private readonly Socket _listener;
    private readonly string? _unixPath;
    private readonly HashSet<Socket> _connections = [];
    private readonly Lock _gate = new();
    private bool _stopping;

    private SignerServer(SignerService service, Socket listener, SignerEndpoint endpoint, X509Certificate2? identity)
    {
        _service = service;
        _listener = listener;
        _identity = identity;
        _unixPath = endpoint.UnixPath;
        _pins = [.. service.Keys.Select(key => key.ClientPin).OfType<string>()];
        Endpoint = endpoint;
    }

    /// <summary>Where it listens, with the port it got.</summary>
    public SignerEndpoint Endpoint { get; }

    /// <summary>Starts to serve.</summary>
    /// <param name="service">The keys.</param>
    /// <param name="endpoint">Where; a stale socket file is replaced, port 0 picks a free one.</param>
    /// <param name="identity">Certificate and key for TLS; stays the caller's.</param>
    /// <exception cref="SocketException">The endpoint is in use.</exception>
    public static SignerServer Start(SignerService service, SignerEndpoint endpoint, X509Certificate2? identity)
    {
        Socket listener = endpoint.IsTls ? ListenTls(endpoint) : ListenUnix(endpoint.UnixPath!);
        SignerEndpoint actual = endpoint.IsTls
            ? endpoint with { Port = ((IPEndPoint)listener.LocalEndPoint!).Port }
            : endpoint;
        SignerServer server = new(service, listener, actual, identity);
        new Thread(server.AcceptAll) { IsBackground = true, Name = "signer-accept" }.Start();
        return server;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _stopping = true;
            foreach (Socket connection in _connections)
            {
                connection.Dispose();
            }
        }
        _listener.Dispose();
        if (_unixPath is not null)
        {
            File.Delete(_unixPath);
        }
    }

    private static Socket ListenTls(SignerEndpoint endpoint)
    {
        IPAddress address = IPAddress.TryParse(endpoint.Host, out IPAddress? parsed)
            ? parsed
            : Dns.GetHostAddresses(endpoint.Host!)[0];
        Socket listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        return Listening(listener, new IPEndPoint(address, endpoint.Port));
    }

    // A socket file that nobody answers is left over; one that somebody answers is another signer's.
    private static Socket ListenUnix(string path)
    {
        UnixDomainSocketEndPoint endpoint = new(path);
        if (File.Exists(path))
        {
            using Socket probe = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                probe.Connect(endpoint);
            }
            catch (SocketException)
            {
                File.Delete(path);
            }
        }
        Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        Listening(listener, endpoint);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, SafetyFiles.OwnerOnly);
        }
        return listener;
    }

    private static Socket Listening(Socket listener, EndPoint endpoint)
    {
        try
        {
            listener.Bind(endpoint);
            listener.Listen(Limits.Signer.MaxUnknownConnections);
            return listener;
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    private void AcceptAll()
    {
        while (true)
        {
            Socket connection;
            try
            {
                connection = _listener.Accept();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }
            lock (_gate)
            {
                int most = Limits.Signer.MaxUnknownConnections + _service.Keys.Count;
                if (_stopping || _connections.Count >= most)
                {
                    connection.Dispose();
                    continue;
                }
                _connections.Add(connection);
            }
            new Thread(() => Serve(connection)) { IsBackground = true, Name = "signer-connection" }.Start();
        }
    }

    private void Serve(Socket connection)
    {
        string peer = "unknown";
        try
        {
            connection.ReceiveTimeout = IdleMs;
            connection.SendTimeout = IdleMs;
            using Stream stream = Open(connection, out peer, out string? pin);
            using SignerSession session = new(_service, peer, needsPin: _identity is not null, pin);
            while (!session.IsOver)
            {
                int most = session.HasLease ? Limits.Signer.MaxHeaderRequestBytes : Limits.Signer.MaxRequestBytes;
                if (SignerFrames.Read(stream, most) is not { } frame)
                {
                    break;
                }
                SignerFrames.Write(stream, session.Handle(frame));
            }
        }
        catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException
            or AuthenticationException)
        {
            _service.Audit.Write("closed", null, peer, error.GetType().Name);
        }
        finally
        {
            lock (_gate)
            {
                _connections.Remove(connection);
            }
            connection.Dispose();
        }
    }

    private Stream Open(Socket connection, out string peer, out string? pin)
    {
        pin = null;
        NetworkStream plain = new(connection, ownsSocket: true);
        if (_identity is null)
        {
            uint user = PeerUserId(connection);
            peer = $"uid {user}";
            return user == Libc.EffectiveUserId()
                ? plain
                : throw new AuthenticationException("another user");
        }
        connection.NoDelay = true;
        peer = connection.RemoteEndPoint?.ToString() ?? "unknown";
        System.Net.Security.SslStream tls = SignerTls.Serve(plain, _identity, _pins.Contains);
        pin = SignerTls.PinOf(tls.RemoteCertificate!);
        return tls;
    }

    // struct ucred: pid, uid, gid.
    private static uint PeerUserId(Socket connection)
    {
        byte[] credentials = new byte[CredentialBytes];
        int bytes = connection.GetRawSocketOption(SocketLevel, PeerCredentials, credentials);
        return bytes == CredentialBytes
            ? BinaryPrimitives.ReadUInt32LittleEndian(credentials.AsSpan(4))
            : uint.MaxValue;
    }
}
