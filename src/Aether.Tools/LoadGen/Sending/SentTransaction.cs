using Aether.Core.Types;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>One request of a run from its intended time to its end.</summary>
/// <remarks>
/// Ownership: the tracker's once offered; the sender only reads <see cref="Request"/> and returns it. <b>Units</b>:
/// nanoseconds since the start of the run.
/// </remarks>
internal sealed class SentTransaction
{
    /// <summary>Number in the run, the `id` of the request.</summary>
    public required long Number { get; init; }

    /// <summary>Identifier; zero for a replayed request, which is no transaction of this run.</summary>
    public Hash256 Id { get; init; }

    /// <summary>Account of the pool that pays; -1 for none.</summary>
    public int Account { get; init; } = -1;

    /// <summary>Last view in which it may be included.</summary>
    public ulong ValidUntil { get; init; }

    /// <summary>Which workload made it.</summary>
    public int Workload { get; init; }

    /// <summary>The JSON-RPC request, rented from <see cref="RequestBuffers"/>; empty after it was sent.</summary>
    public byte[] Request { get; set; } = [];

    /// <summary>Bytes of the request.</summary>
    public int RequestBytes { get; set; }

    /// <summary>True outside the warm-up: it counts.</summary>
    public bool Measured { get; set; }

    /// <summary>When it should have been sent; latencies start here.</summary>
    public long Intended { get; set; }

    /// <summary>When the dispatcher handed it on.</summary>
    public long Dispatched { get; set; }

    /// <summary>When its node answered; 0 before.</summary>
    public long Answered { get; set; }

    /// <summary>True once a node took it or a block held it.</summary>
    public bool Accepted { get; set; }

    /// <summary>True while a block of the head's chain holds it.</summary>
    public bool Included { get; set; }

    /// <summary>True once its include latency is recorded: a block that is undone does not record it twice.</summary>
    public bool IncludeRecorded { get; set; }

    /// <summary>True once its last view is waited for, in case no block holds it.</summary>
    public bool Expires { get; set; }

    /// <summary>When it is sent again after a refusal; 0 when it is not.</summary>
    public long RetryAt { get; set; }

    /// <summary>True once it is accounted for.</summary>
    public bool Closed { get; set; }

    /// <summary>Makes it the same request for another intended time. Nobody else may know it any more.</summary>
    /// <remarks>
    /// Far above what the nodes take, nearly all come back: as new objects that live until their next turn they were
    /// most of what a collection had to move.
    /// </remarks>
    public void Renew()
    {
        Measured = false;
        Intended = 0;
        Dispatched = 0;
        Answered = 0;
        Accepted = false;
        Included = false;
        IncludeRecorded = false;
        Expires = false;
        RetryAt = 0;
        Closed = false;
    }
}
