using System.Runtime.CompilerServices;

namespace Aether.Execution.Wasm.Modules;

/// <summary>A set of bytes: operations or value types that a body names.</summary>
public struct ByteSet
{
    private Words _words;

    /// <summary>Adds a byte.</summary>
    public void Add(byte value) => _words[value >> 6] |= 1UL << (value & 63);

    /// <summary>True when a byte was added.</summary>
    public readonly bool Contains(byte value) => (_words[value >> 6] >> (value & 63) & 1) != 0;

    [InlineArray(4)]
    private struct Words
    {
        private ulong _first;
    }
}
