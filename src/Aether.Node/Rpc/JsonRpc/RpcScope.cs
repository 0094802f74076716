using Aether.Core.Types;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>What a running call and the dispatcher tell each other: the block it read, and when it must end.</summary>
/// <remarks><b>Threads</b>: one scope for each thread; a call runs on one thread from begin to end.</remarks>
internal static class RpcScope
{
    [ThreadStatic]
    private static (Header Header, bool Finalized)? t_answered;

    [ThreadStatic]
    private static long t_deadline;

    /// <summary>The block that the call on this thread read; null when it read none by tag.</summary>
    public static (Header Header, bool Finalized)? Answered => t_answered;

    /// <summary>A call begins.</summary>
    /// <param name="deadline">Tick of <see cref="Environment.TickCount64"/> by which it must end.</param>
    public static void Begin(long deadline)
    {
        t_answered = null;
        t_deadline = deadline;
    }

    /// <summary>The call reads the state or body of this block.</summary>
    public static void Note(Header header, bool finalized) => t_answered = (header, finalized);

    /// <summary>True when a call that works in steps must end now; false outside calls.</summary>
    public static bool IsOverdue => t_deadline != 0 && Environment.TickCount64 >= t_deadline;

    /// <summary>The error of a call that was not done in time.</summary>
    public static RpcException Timeout(long milliseconds) => new(
        RpcErrorCode.Timeout,
        $"it was not done within {milliseconds} ms; ask for less, or try again later",
        ("timeoutMs", milliseconds));
}
