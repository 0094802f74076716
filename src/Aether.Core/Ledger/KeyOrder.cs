using System.Runtime.InteropServices;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>State keys as numbers, most significant byte first.</summary>
public static class KeyOrder
{
    /// <summary>The greatest key: all bits set.</summary>
    public static Hash256 Greatest { get; } = MakeGreatest();

    /// <summary>The key after another.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none after the greatest.</exception>
    public static Hash256 Next(in Hash256 key)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(key, Greatest);
        Hash256 next = key;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<Hash256>(ref next));
        int last = bytes.LastIndexOfAnyExcept((byte)0xff);
        bytes[last]++;
        bytes[(last + 1)..].Clear();
        return next;
    }

    /// <summary>True when nothing lies between a key and a greater one.</summary>
    public static bool IsNext(in Hash256 key, in Hash256 next) => key != Greatest && Next(key) == next;

    private static Hash256 MakeGreatest()
    {
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        bytes.Fill(0xff);
        return new Hash256(bytes);
    }
}
