using Aether.Native.Quic;

namespace Aether.Network.Transport.Quic;

/// <summary>What the ends of QUIC connections are called above.</summary>
internal static class CloseCodes
{
    /// <summary>TLS alerts follow this code (RFC 9000 20.1).</summary>
    private const ulong TlsAlert = 0x100;

    private const ulong ConnectionRefused = 0x2;
    private const ulong FlowControlError = 0x3;
    private const ulong ProtocolViolation = 0xA;
    private const ulong FirstCertificateAlert = TlsAlert + 42;
    private const ulong LastCertificateAlert = TlsAlert + 49;
    private const ulong NoCertificateAlert = TlsAlert + 116;
    private const ulong NoProtocolAlert = TlsAlert + 120;

    internal static CloseCode From(QuicEnd end, ulong code) => end switch
    {
        QuicEnd.ClosedHere or QuicEnd.ClosedByPeer => FromApplication(code),
        QuicEnd.RefusedByPeer or QuicEnd.Failed => FromTransport(code),
        QuicEnd.Unreachable => CloseCode.Unreachable,
        QuicEnd.HandshakeTimeout or QuicEnd.Idle => CloseCode.Timeout,
        QuicEnd.WrongIdentity => CloseCode.WrongIdentity,
        _ => CloseCode.TransportError,
    };

    /// <summary>
    /// The peer broke a rule of QUIC. Errors of this side (no memory, say) and of handshakes end connections, too.
    /// </summary>
    internal static bool IsViolation(QuicEnd end, ulong code) =>
        end == QuicEnd.Failed && code is >= FlowControlError and <= ProtocolViolation;

    private static CloseCode FromApplication(ulong code) =>
        code <= (ulong)CloseCode.TransportError ? (CloseCode)code : CloseCode.TransportError;

    private static CloseCode FromTransport(ulong code) => code switch
    {
        ConnectionRefused => CloseCode.TooManyPeers,
        >= FirstCertificateAlert and <= LastCertificateAlert or NoCertificateAlert => CloseCode.WrongIdentity,
        NoProtocolAlert => CloseCode.WrongChain,
        _ => CloseCode.TransportError,
    };
}
