using System.Buffers.Binary;
using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Network.Transport;

namespace Aether.Network.Discovery;

/// <summary>Where nodes lie, and how far from each other: the exclusive or of SHA-256 of their identities.</summary>
/// <remarks>Hashing keeps a node from choosing its place freely: it must make keys until one fits.</remarks>
internal static class NodeDistance
{
    /// <summary>Buckets of a table: one for each count of leading bits shared with this node.</summary>
    public const int Buckets = 256;

    /// <summary>Where a node lies.</summary>
    public static Hash256 PlaceOf(PeerId peer)
    {
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        SHA256.HashData(peer.Key.Value.Span, digest);
        return new Hash256(digest);
    }

    /// <summary>Leading bits that two places share; 256 when they are the same.</summary>
    public static int SharedBits(in Hash256 first, in Hash256 second)
    {
        for (int word = 0; word < 4; word++)
        {
            ulong difference = BinaryPrimitives.ReadUInt64BigEndian(first.Span[(8 * word)..])
                ^ BinaryPrimitives.ReadUInt64BigEndian(second.Span[(8 * word)..]);
            if (difference != 0)
            {
                return (64 * word) + (int)ulong.LeadingZeroCount(difference);
            }
        }
        return 256;
    }

    /// <summary>Less than zero when the first is nearer to the target than the second.</summary>
    public static int Compare(in Hash256 target, in Hash256 first, in Hash256 second)
    {
        for (int index = 0; index < Hash256.Bytes; index++)
        {
            int a = target.Span[index] ^ first.Span[index];
            int b = target.Span[index] ^ second.Span[index];
            if (a != b)
            {
                return a - b;
            }
        }
        return 0;
    }
}
