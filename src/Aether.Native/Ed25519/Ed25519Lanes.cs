using Aether.Native.Interop;

namespace Aether.Native.Ed25519;

/// <summary>ed25519 of many signatures in the lanes of vectors (<c>native/src/ed25519</c>), behind spans.</summary>
/// <remarks>
/// Wrong buffer lengths are programmer errors and throw; content never throws. Digests are SHA-512(R || A || message).
/// <para>Threads: any, with a workspace each. Cost: no managed allocation.</para>
/// <para>Errors: callers ask <see cref="IsSupported"/> first; elsewhere every call throws
/// <see cref="PlatformNotSupportedException"/>.</para>
/// </remarks>
// SAFETY: every method checks span lengths and the instruction set first and pins spans for exactly one native call.
public static unsafe class Ed25519Lanes
{
    private const int PointBytes = 32;
    private const int SignatureBytes = 64;
    private const int DigestBytes = 64;

    private static readonly bool s_hasAvx2 = InitialiseAvx2();
    private static readonly bool s_hasIfma = InitialiseIfma();

    /// <summary>True where the processor has the instruction set and the library is loaded.</summary>
    public static bool IsSupported(LaneSet set) => set == LaneSet.Ifma ? s_hasIfma : s_hasAvx2;

    /// <summary>Individual verdicts: bit i % 64 of word i / 64 for signature i.</summary>
    public static void Verify(
        LaneSet set,
        ReadOnlySpan<byte> keys,
        ReadOnlySpan<byte> signatures,
        ReadOnlySpan<byte> digests,
        Span<ulong> verdicts)
    {
        int count = CheckedCount(keys, PointBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(signatures.Length, count * SignatureBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(digests.Length, count * DigestBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(verdicts.Length, (count + 63) / 64);
        ThrowIfNotSupported(set);
        fixed (byte* k = keys, s = signatures, d = digests)
        fixed (ulong* v = verdicts)
        {
            if (set == LaneSet.Ifma)
                KernelMethods.aether_ed25519_verify_ifma(k, s, d, (nuint)count, v);
            else
                KernelMethods.aether_ed25519_verify_avx2(k, s, d, (nuint)count, v);
        }
    }

    /// <summary>
    /// Decodes the first <paramref name="count"/> encodings of <see cref="Ed25519Workspace.Keys"/> into its records
    /// from
    /// <paramref name="firstRecord"/> on; <see cref="Ed25519Workspace.Decoded"/> tells which are points.
    /// </summary>
    public static void Decode(Ed25519Workspace workspace, int firstRecord, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRecord);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, workspace.Capacity);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstRecord, workspace.Capacity);
        ThrowIfNotSupported(workspace.Set);
        fixed (byte* keys = workspace.Keys, records = workspace.Records)
        fixed (ulong* decoded = workspace.Decoded)
        {
            byte* target = records + ((long)firstRecord * Ed25519Workspace.RecordBytes);
            if (workspace.Set == LaneSet.Ifma)
                KernelMethods.aether_ed25519_decode_ifma(target, decoded, keys, PointBytes, (nuint)count);
            else
                KernelMethods.aether_ed25519_decode_avx2(target, decoded, keys, PointBytes, (nuint)count);
        }
    }

    /// <summary>
    /// True where the equation of the included signatures holds, so that all still included are valid: it takes out of
    /// <see cref="Ed25519Workspace.Included"/> those whose R is no point or whose s is not below the group order.
    /// </summary>
    /// <remarks>
    /// Reads digests, coefficients, places of keys and the first <paramref name="keyCount"/> records of the workspace.
    /// </remarks>
    public static bool HoldsTogether(Ed25519Workspace workspace, ReadOnlySpan<byte> signatures, int keyCount)
    {
        int count = CheckedCount(signatures, SignatureBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, workspace.Capacity);
        ArgumentOutOfRangeException.ThrowIfNegative(keyCount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keyCount, count);
        ThrowIfNotSupported(workspace.Set);
        foreach (uint place in workspace.KeyOf[..count])
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, (uint)keyCount);
        fixed (byte* s = signatures, d = workspace.Digests, c = workspace.Coefficients, r = workspace.Records)
        fixed (uint* k = workspace.KeyOf)
        fixed (ulong* i = workspace.Included)
        {
            Ed25519BatchArguments arguments = new()
            {
                Signatures = s,
                Digests = d,
                Coefficients = c,
                KeyOf = k,
                Included = i,
                Records = r,
                Count = (uint)count,
                KeyCount = (uint)keyCount,
            };
            int holds = workspace.Set == LaneSet.Ifma
                ? KernelMethods.aether_ed25519_batch_ifma(&arguments, workspace.Scratch)
                : KernelMethods.aether_ed25519_batch_avx2(&arguments, workspace.Scratch);
            return holds != 0;
        }
    }

    /// <summary>
    /// Encodings (32 bytes each) of the secret scalars (32 bytes each, taken modulo the group order) times the base
    /// point, in constant time.
    /// </summary>
    public static void MultiplyBase(LaneSet set, ReadOnlySpan<byte> scalars, Span<byte> points)
    {
        int count = CheckedCount(scalars, PointBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(points.Length, scalars.Length);
        ThrowIfNotSupported(set);
        fixed (byte* p = points, s = scalars)
        {
            if (set == LaneSet.Ifma)
                KernelMethods.aether_ed25519_multiply_base_ifma(p, s, (nuint)count);
            else
                KernelMethods.aether_ed25519_multiply_base_avx2(p, s, (nuint)count);
        }
    }

    /// <summary>Digests (64 bytes each) modulo the group order (32 bytes each), in constant time.</summary>
    public static void Reduce(ReadOnlySpan<byte> digests, Span<byte> scalars)
    {
        int count = CheckedCount(digests, DigestBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(scalars.Length, count * PointBytes);
        fixed (byte* d = digests, s = scalars)
            KernelMethods.aether_ed25519_reduce(s, d, (nuint)count);
    }

    /// <summary>
    /// The second half of signatures: nonce + digest secret modulo the group order, in constant time.
    /// </summary>
    /// <remarks>Shape: 64-byte digests, 32-byte secrets and nonces, 64-byte signatures whose first halves
    /// stay.</remarks>
    public static void Respond(
        ReadOnlySpan<byte> digests, ReadOnlySpan<byte> secrets, ReadOnlySpan<byte> nonces, Span<byte> signatures)
    {
        int count = CheckedCount(digests, DigestBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(secrets.Length, count * PointBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(nonces.Length, count * PointBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(signatures.Length, count * SignatureBytes);
        if (count == 0)
            return;
        fixed (byte* d = digests, s = secrets, n = nonces, target = signatures)
            KernelMethods.aether_ed25519_respond(target + PointBytes, SignatureBytes, d, s, n, (nuint)count);
    }

    internal static nuint ScratchBytes(LaneSet set, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ThrowIfNotSupported(set);
        return set == LaneSet.Ifma
            ? KernelMethods.aether_ed25519_batch_scratch_ifma((nuint)capacity, (nuint)capacity)
            : KernelMethods.aether_ed25519_batch_scratch_avx2((nuint)capacity, (nuint)capacity);
    }

    private static int CheckedCount(ReadOnlySpan<byte> items, int itemBytes)
    {
        if (items.Length % itemBytes != 0)
            throw new ArgumentException($"The length {items.Length} is no multiple of {itemBytes}.", nameof(items));
        return items.Length / itemBytes;
    }

    private static void ThrowIfNotSupported(LaneSet set)
    {
        if (!IsSupported(set))
            throw new PlatformNotSupportedException($"This machine cannot run the {set} kernels of ed25519.");
    }

    private static bool InitialiseAvx2()
    {
        if (!CpuFeatures.HasAvx2)
            return false;
        KernelMethods.aether_ed25519_initialise_avx2();
        return true;
    }

    private static bool InitialiseIfma()
    {
        if (!CpuFeatures.HasIfma)
            return false;
        KernelMethods.aether_ed25519_initialise_ifma();
        return true;
    }
}
