using Aether.Core.Diagnostics;

namespace Aether.Execution.State;

/// <summary>Records that one lane has taken from a slab and not used yet.</summary>
/// <remarks><b>Threads</b>: one; the slab is asked for many records at a time.</remarks>
internal sealed class NodeMagazine(NodeSlab slab)
{
    private const int Capacity = 1_024;
    private const int Ahead = 16;

    private readonly uint[] _indices = new uint[Capacity];
    private int _left;

    /// <summary>A record of the slab.</summary>
    public uint Take()
    {
        if (_left == 0)
        {
            slab.Take(_indices);
            // Handed out from the end: turned round, so that they come in the order of the slab.
            _indices.AsSpan().Reverse();
            _left = Capacity;
        }
        uint index = _indices[--_left];
        if (_left >= Ahead)
        {
            slab.Prefetch(_indices[_left - Ahead]);
        }
        return index;
    }

    /// <summary>Puts back the record that was taken last.</summary>
    public void PutBack(uint index)
    {
        Check.That(_left < Capacity);
        _indices[_left++] = index;
    }

    /// <summary>Gives what is left back to the slab.</summary>
    public void Empty()
    {
        slab.Give(_indices.AsSpan(0, _left));
        _left = 0;
    }
}
