namespace Aether.Native.Quic;

/// <summary>What an endpoint reports, inside <see cref="QuicSocket.Poll"/> and on its thread.</summary>
/// <remarks>
/// <b>Ownership</b>: spans are lent for the call. <b>Errors</b>: an exception ends the process: there is no way back
/// through native frames.
/// </remarks>
public interface IQuicEvents
{
    /// <summary>Both sides have proved their identities.</summary>
    void OnConnected(ulong connection, ReadOnlySpan<byte> key, in QuicAddress address, bool inbound);

    /// <summary>The last call for a connection that was dialled or connected, but for releases.</summary>
    void OnClosed(ulong connection, QuicEnd end, ulong code);

    /// <summary>Bytes of a stream, in order; they count against the windows until credit is given.</summary>
    void OnStreamData(ulong connection, long stream, ReadOnlySpan<byte> data, bool isLast);

    /// <summary>The peer sends no more on this stream and takes back what is not received.</summary>
    void OnStreamReset(ulong connection, long stream, ulong code);

    /// <summary>Both directions of a stream are over.</summary>
    void OnStreamClosed(ulong connection, long stream);

    /// <summary>More streams may be opened than before.</summary>
    void OnStreamsAvailable(ulong connection);

    /// <summary>A datagram.</summary>
    void OnDatagram(ulong connection, ReadOnlySpan<byte> data);

    /// <summary>The bytes sent with this cookie are no longer used.</summary>
    void OnReleased(ulong connection, ulong cookie);
}
