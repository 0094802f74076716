using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.Rent;

/// <summary>Where the expiry index keeps its values in the state.</summary>
/// <remarks><b>Consensus</b>: a changed name forks the chain.</remarks>
public static class ExpiryKeys
{
    /// <summary>The next page to look at: epoch u32, page u32. None before the first object.</summary>
    public static Hash256 Cursor { get; } = StateKey.ForMeta("rent/cursor"u8);

    /// <summary>How many identifiers the bucket of an epoch was given: u32.</summary>
    public static Hash256 Bucket(uint epoch)
    {
        Span<byte> name = stackalloc byte[12 + sizeof(uint)];
        "rent/bucket/"u8.CopyTo(name);
        BinaryPrimitives.WriteUInt32LittleEndian(name[12..], epoch);
        return StateKey.ForMeta(name);
    }

    /// <summary>One page of a bucket: identifiers, one after the other.</summary>
    public static Hash256 Page(uint epoch, uint page)
    {
        Span<byte> name = stackalloc byte[10 + (2 * sizeof(uint))];
        "rent/page/"u8.CopyTo(name);
        BinaryPrimitives.WriteUInt32LittleEndian(name[10..], epoch);
        BinaryPrimitives.WriteUInt32LittleEndian(name[14..], page);
        return StateKey.ForMeta(name);
    }
}
