using System.Buffers.Binary;
using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>The place of a node: its depth and the key bits that lead to it.</summary>
internal static class NodePath
{
    /// <summary>Store key of a node: version (big-endian), depth (big-endian), path bits, the rest zero.</summary>
    public static byte[] StoreKey(ulong version, in Hash256 key, int depth)
    {
        byte[] name = new byte[8 + 2 + ((depth + 7) / 8)];
        BinaryPrimitives.WriteUInt64BigEndian(name, version);
        BinaryPrimitives.WriteUInt16BigEndian(name.AsSpan(8), (ushort)depth);
        Span<byte> path = name.AsSpan(10);
        key.Span[..path.Length].CopyTo(path);
        if (depth % 8 != 0)
        {
            path[^1] &= unchecked((byte)(0xff << (8 - (depth % 8))));
        }
        return name;
    }
}
