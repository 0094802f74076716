namespace Aether.Network.Transport.Quic;

/// <summary>One request, own or the peer's, seen by both threads.</summary>
internal sealed class QuicRequest(RequestId id)
{
    private bool _isOver;

    internal RequestId Id { get; } = id;

    /// <summary>The stream; the transport's thread alone uses it. -1 before there is one.</summary>
    internal long Stream { get; set; } = -1;

    /// <summary>When an own request fails, in the clock's milliseconds; the transport's thread alone uses it.</summary>
    internal long DeadlineMs { get; set; }

    /// <summary>The own request before its stream could be opened, then the answer as it comes.</summary>
    internal Block? Block { get; set; }

    /// <summary>Answered, failed or cancelled. Set by the transport's thread.</summary>
    internal bool IsOver
    {
        get => Volatile.Read(ref _isOver);
        set => Volatile.Write(ref _isOver, value);
    }
}
