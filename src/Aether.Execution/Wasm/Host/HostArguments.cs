using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Host;

/// <summary>Reads the arguments of a host call and the ranges of memory that they name.</summary>
/// <remarks>
/// A range is checked as a whole. The first one that is wrong leaves <see cref="Trap"/>, and all others are empty.
/// <b>Ownership</b>: spans lie in the caller's memory and are valid until it grows.
/// </remarks>
internal ref struct HostArguments(in HostCall call, ReadOnlySpan<ulong> cells)
{
    private readonly Span<byte> _memory = call.Memory;
    private readonly ReadOnlySpan<ulong> _cells = cells;
    private int _next;

    /// <summary>None, or what is wrong with a range.</summary>
    public TrapKind Trap { get; private set; }

    /// <summary>The next number of 32 bits.</summary>
    public uint U32() => unchecked((uint)_cells[_next++]);

    /// <summary>The next number of 64 bits.</summary>
    public ulong U64() => _cells[_next++];

    /// <summary>A pointer and a length.</summary>
    public Span<byte> Bytes()
    {
        uint pointer = U32();
        return At(pointer, U32());
    }

    /// <summary>A pointer to bytes of a fixed length.</summary>
    public Span<byte> Fixed(int length) => At(U32(), (uint)length);

    /// <summary>A pointer to 32 bytes.</summary>
    public Hash256 Hash()
    {
        Span<byte> bytes = Fixed(Hash256.Bytes);
        return Trap == TrapKind.None ? new Hash256(bytes) : default;
    }

    /// <summary>A pointer to 16 bytes.</summary>
    public UInt128 Amount()
    {
        Span<byte> bytes = Fixed(16);
        return Trap == TrapKind.None ? BinaryPrimitives.ReadUInt128LittleEndian(bytes) : 0;
    }

    /// <summary>A range of memory.</summary>
    public Span<byte> At(uint pointer, uint length)
    {
        if (Trap == TrapKind.None && (ulong)pointer + length <= (ulong)_memory.Length)
        {
            return _memory.Slice((int)pointer, (int)length);
        }
        Trap = TrapKind.MemoryOutOfBounds;
        return default;
    }
}
