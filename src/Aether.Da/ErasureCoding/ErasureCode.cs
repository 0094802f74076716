using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Da.ErasureCoding;

/// <summary>An erasure code of the protocol: k data shards, m parity shards, and any k of them give back the
/// rest.</summary>
/// <remarks>
/// <para><b>Shape</b>: shards have <c>shardBytes</c> bytes, 1 or more, and begin <c>strideBytes</c> apart; without a
/// stride they lie back to back. Any alignment. Bit i of a mask is shard i: data first, then parity.</para>
/// <para><b>Ownership</b>: borrows the spans for the call; what is read and what is written must not overlap.</para>
/// <para><b>Threads</b>: immutable; any number of calls at once. <b>Cost</b>: no allocation.</para>
/// <para><b>Errors</b>: spans that do not fit the stated shape are a fault of the program and throw
/// <see cref="ArgumentException"/>; masks come from outside and never do.</para>
/// <para><b>Consensus</b>: the bytes of parity shards enter the roots of FEC sets.</para>
/// </remarks>
public readonly struct ErasureCode : IEquatable<ErasureCode>
{
    private ErasureCode(ErasureProfile profile) => Profile = profile;

    /// <summary>The 10+2 code.</summary>
    public static ErasureCode DoubleParity => new(ErasureProfile.DoubleParity);

    /// <summary>The 32+32 code.</summary>
    public static ErasureCode HalfRate => new(ErasureProfile.HalfRate);

    /// <summary>The number of the code in a header.</summary>
    public ErasureProfile Profile { get; }

    /// <summary>Shards of data, k.</summary>
    public int DataShards => IsHalfRate ? HalfRateCode.DataShards : DoubleParityPattern.DataShards;

    /// <summary>Shards of parity, m.</summary>
    public int ParityShards => TotalShards - DataShards;

    /// <summary>Shards of a set, k + m.</summary>
    public int TotalShards => IsHalfRate ? 2 * HalfRateCode.DataShards : DoubleParityPattern.Shards;

    private bool IsHalfRate => Profile == ErasureProfile.HalfRate;

    /// <summary>Gives the code of a profile number; false for an unknown one.</summary>
    public static bool TryGet(byte profile, out ErasureCode code)
    {
        code = new((ErasureProfile)profile);
        return profile <= (byte)ErasureProfile.HalfRate;
    }

    /// <summary>Computes the parity shards.</summary>
    /// <param name="data">[k x shardBytes].</param>
    /// <param name="parity">[m x shardBytes]; overwritten.</param>
    /// <param name="shardBytes">Bytes of a shard.</param>
    public void Encode(ReadOnlySpan<byte> data, Span<byte> parity, int shardBytes) =>
        Encode(data, parity, shardBytes, shardBytes, ErasureVariants.Best);

    /// <summary>As the other, for shards <paramref name="strideBytes"/> apart, as they lie in shreds.</summary>
    public void Encode(ReadOnlySpan<byte> data, Span<byte> parity, int shardBytes, int strideBytes) =>
        Encode(data, parity, shardBytes, strideBytes, ErasureVariants.Best);

    /// <summary>Fills in the absent shards from any k present ones.</summary>
    /// <param name="shards">[(k + m) x shardBytes]; absent shards may hold anything and are overwritten.</param>
    /// <param name="presentMask">Which are present.</param>
    /// <param name="shardBytes">Bytes of a shard.</param>
    /// <returns>False, and nothing is written, with fewer than k present or a bit that names no shard.</returns>
    public bool TryRecover(Span<byte> shards, ulong presentMask, int shardBytes) =>
        TryRecover(shards, presentMask, shardBytes, shardBytes, ErasureVariants.Best);

    /// <summary>As the other, for shards <paramref name="strideBytes"/> apart.</summary>
    public bool TryRecover(Span<byte> shards, ulong presentMask, int shardBytes, int strideBytes) =>
        TryRecover(shards, presentMask, shardBytes, strideBytes, ErasureVariants.Best);

    /// <summary>True when the parity shards are exactly those of the data shards.</summary>
    /// <param name="shards">[(k + m) x shardBytes].</param>
    /// <param name="shardBytes">Bytes of a shard.</param>
    public bool VerifyParity(ReadOnlySpan<byte> shards, int shardBytes) =>
        VerifyParity(shards, shardBytes, shardBytes, ErasureVariants.Best);

    /// <summary>As the other, for shards <paramref name="strideBytes"/> apart.</summary>
    public bool VerifyParity(ReadOnlySpan<byte> shards, int shardBytes, int strideBytes) =>
        VerifyParity(shards, shardBytes, strideBytes, ErasureVariants.Best);

    /// <summary>Computes the parity shards, and the Merkle leaf of every shard while it is in the cache.</summary>
    /// <param name="shards">[(k + m) x shardBytes]: data to read, then parity to overwrite.</param>
    /// <param name="shardBytes">Bytes of a shard.</param>
    /// <param name="leaves">k + m hashes, as <see cref="MerkleTree.LeafHash"/> gives them; overwritten.</param>
    public void EncodeWithLeaves(Span<byte> shards, int shardBytes, Span<Hash256> leaves)
    {
        ThrowIfNotShaped(shards.Length, TotalShards, shardBytes, shardBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(leaves.Length, TotalShards);
        int dataBytes = DataShards * shardBytes;
        Encode(shards[..dataBytes], shards[dataBytes..], shardBytes);
        for (int shard = 0; shard < leaves.Length; shard++)
            leaves[shard] = MerkleTree.LeafHash(shards.Slice(shard * shardBytes, shardBytes));
    }

    /// <inheritdoc/>
    public bool Equals(ErasureCode other) => Profile == other.Profile;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ErasureCode other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (int)Profile;

    /// <summary>True when both are the same code.</summary>
    public static bool operator ==(ErasureCode left, ErasureCode right) => left.Equals(right);

    /// <summary>True when they are different codes.</summary>
    public static bool operator !=(ErasureCode left, ErasureCode right) => !left.Equals(right);

    internal void Encode(
        ReadOnlySpan<byte> data, Span<byte> parity, int shardBytes, int strideBytes, ErasureVariant variant)
    {
        ThrowIfNotShaped(data.Length, DataShards, shardBytes, strideBytes);
        ThrowIfNotShaped(parity.Length, ParityShards, shardBytes, strideBytes);
        if (data.Overlaps(parity))
            ThrowOverlap();
        ref byte source = ref MemoryMarshal.GetReference(data);
        ref byte destination = ref MemoryMarshal.GetReference(parity);
        nuint stride = (nuint)strideBytes;
        EncodeUnsafe(ref source, stride, ref destination, stride, (nuint)shardBytes, variant);
    }

    internal bool TryRecover(
        Span<byte> shards, ulong presentMask, int shardBytes, int strideBytes, ErasureVariant variant)
    {
        ThrowIfNotShaped(shards.Length, TotalShards, shardBytes, strideBytes);
        if (TotalShards < 64 && presentMask >> TotalShards != 0)
            return false;
        ref byte start = ref MemoryMarshal.GetReference(shards);
        nuint stride = (nuint)strideBytes, length = (nuint)shardBytes;
        return IsHalfRate
            ? HalfRateCode.TryRecover(ref start, stride, presentMask, length, variant)
            : DoubleParityCode.TryRecover(ref start, stride, presentMask, length, variant);
    }

    internal bool VerifyParity(ReadOnlySpan<byte> shards, int shardBytes, int strideBytes, ErasureVariant variant)
    {
        ThrowIfNotShaped(shards.Length, TotalShards, shardBytes, strideBytes);
        ref byte start = ref MemoryMarshal.GetReference(shards);
        return ParityCheck.Verify(this, ref start, (nuint)strideBytes, (nuint)shardBytes, variant);
    }

    /// <summary>Encodes without checks: the caller has shown that both regions hold their shards.</summary>
    internal void EncodeUnsafe(
        ref byte data, nuint stride, ref byte parity, nuint parityStride, nuint length, ErasureVariant variant)
    {
        if (IsHalfRate)
            HalfRateCode.Encode(ref data, stride, ref parity, parityStride, length, variant);
        else
            DoubleParityCode.Encode(ref data, stride, ref parity, parityStride, length, variant);
    }

    // The last shard need not fill its stride. The sizes are taken as long, so that no product overflows.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ThrowIfNotShaped(int length, int shards, int shardBytes, int strideBytes)
    {
        long least = ((long)(shards - 1) * strideBytes) + shardBytes;
        if (shardBytes < 1 || strideBytes < shardBytes || length < least || length > (long)shards * strideBytes)
            ThrowShape(length, shards, shardBytes, strideBytes);
    }

    [DoesNotReturn]
    private static void ThrowShape(int length, int shards, int shardBytes, int strideBytes) =>
        throw new ArgumentException(
            $"{length} bytes do not hold {shards} shards of {shardBytes} bytes, {strideBytes} bytes apart");

    [DoesNotReturn]
    private static void ThrowOverlap() => throw new ArgumentException("parity must not overlap the data");
}
