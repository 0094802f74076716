using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Aether.Crypto.Hashing;

/// <summary>SHA-256 of one message in plain integers: the definition that every other variant must equal.</summary>
/// <remarks>Source: FIPS 180-4, section 6.2.</remarks>
// SAFETY: every pointer is a whole state, block half or digest of the lane count, as ILaneKernel says.
internal readonly unsafe struct Sha256Scalar : ISha256NodeKernel
{
    private const int HalfWords = 8;
    private const int BlockWords = 16;

    /// <inheritdoc/>
    public static int Lanes => 1;

    /// <inheritdoc/>
    public static int BlockBytes => 64;

    /// <inheritdoc/>
    // SAFETY: state has 8 words.
    public static void Start(void* state, int lane) => Sha256Constants.Iv.CopyTo(new Span<uint>(state, HalfWords));

    /// <inheritdoc/>
    // SAFETY: state has 8 words and digest 32 bytes.
    public static void Finish(void* state, int lane, byte* digest) => Sha256State.Write((uint*)state, 1, digest);

    /// <inheritdoc/>
    // SAFETY: state has 8 words; low[0] and high[0] point to 32 bytes each.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(void* state, byte** low, byte** high)
    {
        Span<uint> schedule = stackalloc uint[Sha256Constants.Rounds];
        for (int word = 0; word < HalfWords; word++)
        {
            schedule[word] = BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(low[0] + (4 * word), 4));
            schedule[HalfWords + word] =
                BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>(high[0] + (4 * word), 4));
        }

        for (int t = BlockWords; t < schedule.Length; t++)
        {
            uint near = schedule[t - 2];
            uint far = schedule[t - 15];
            uint sigma0 = uint.RotateRight(far, 7) ^ uint.RotateRight(far, 18) ^ (far >> 3);
            uint sigma1 = uint.RotateRight(near, 17) ^ uint.RotateRight(near, 19) ^ (near >> 10);
            schedule[t] = unchecked(sigma1 + schedule[t - 7] + sigma0 + schedule[t - 16]);
        }

        Rounds(schedule, new Span<uint>(state, HalfWords));
    }

    /// <inheritdoc/>
    // SAFETY: state has 8 words; the block is 64 bytes of this frame.
    public static void CompressNodePadding(void* state)
    {
        const ushort NodeBits = 512;
        Span<byte> padding = stackalloc byte[BlockBytes];
        padding.Clear();
        padding[0] = 0x80;
        BinaryPrimitives.WriteUInt16BigEndian(padding[^2..], NodeBits);
        fixed (byte* first = padding)
        {
            byte* low = first;
            byte* high = first + (BlockBytes / 2);
            Compress(state, &low, &high);
        }
    }

    private static void Rounds(ReadOnlySpan<uint> schedule, Span<uint> state)
    {
        uint a = state[0], b = state[1], c = state[2], d = state[3];
        uint e = state[4], f = state[5], g = state[6], h = state[7];
        ReadOnlySpan<uint> keys = Sha256Constants.RoundKeys;
        for (int t = 0; t < keys.Length; t++)
        {
            uint sum1 = uint.RotateRight(e, 6) ^ uint.RotateRight(e, 11) ^ uint.RotateRight(e, 25);
            uint sum0 = uint.RotateRight(a, 2) ^ uint.RotateRight(a, 13) ^ uint.RotateRight(a, 22);
            uint choice = (e & f) ^ (~e & g);
            uint majority = (a & b) ^ (a & c) ^ (b & c);
            uint first = unchecked(h + sum1 + choice + keys[t] + schedule[t]);
            (h, g, f, e) = (g, f, e, unchecked(d + first));
            (d, c, b, a) = (c, b, a, unchecked(first + sum0 + majority));
        }

        unchecked
        {
            (state[0], state[1], state[2], state[3]) = (state[0] + a, state[1] + b, state[2] + c, state[3] + d);
            (state[4], state[5], state[6], state[7]) = (state[4] + e, state[5] + f, state[6] + g, state[7] + h);
        }
    }
}
