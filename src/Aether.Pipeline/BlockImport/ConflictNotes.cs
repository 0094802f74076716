using Aether.Consensus.HotStuff;
using Aether.Core;
using Aether.Core.Types;

namespace Aether.Pipeline.BlockImport;

/// <summary>Keeps the evidence found last, for when the node has to stop on conflicting final blocks.</summary>
/// <remarks><b>Threads</b>: the consensus thread alone.</remarks>
internal sealed class ConflictNotes(Action<NodeFault> stop)
{
    private readonly Queue<Evidence> _evidence = new();
    private Halt? _halt;

    /// <summary>Remembers checked evidence; only the newest pieces are kept.</summary>
    public void Note(Evidence evidence)
    {
        _evidence.Enqueue(evidence);
        if (_evidence.Count > Limits.Evidence.MaxPerBlock)
        {
            _evidence.Dequeue();
        }
    }

    /// <summary>Remembers that the node has to stop.</summary>
    public void Note(Halt halt) => _halt = halt;

    /// <summary>
    /// Stops the node if it has to. To be called after all effects of a step: what the conflict proves is among them.
    /// </summary>
    public void StopIfHalted()
    {
        if (_halt is not { } halt)
        {
            return;
        }
        _halt = null;
        stop(new NodeFault("consensus", halt.Reason, null)
        {
            IsConflict = true,
            Conflict = halt.Conflict,
            Evidence = [.. _evidence],
        });
    }
}
