namespace Aether.Native.Quic;

/// <summary>What a call of an endpoint came to.</summary>
public enum QuicStatus
{
    /// <summary>Done, or queued.</summary>
    Ok = 0,

    /// <summary>Not what the call takes.</summary>
    BadArgument = -1,

    /// <summary>There is no such connection or stream, or it is over.</summary>
    Gone = -2,

    /// <summary>A bound is reached: connections, streams or datagrams.</summary>
    Full = -3,

    /// <summary>The system refused a socket or memory.</summary>
    System = -4,

    /// <summary>GnuTLS refused the identity.</summary>
    Tls = -5,
}
