using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Aether.Crypto.Hashing;

/// <summary>SHA-512 of one message in plain integers: the definition that every other variant must equal.</summary>
/// <remarks>Source: FIPS 180-4, section 6.4.</remarks>
// SAFETY: every pointer is a whole state, block half or digest of the lane count, as ILaneKernel says.
internal readonly unsafe struct Sha512Scalar : ILaneKernel
{
    private const int HalfWords = 8;
    private const int BlockWords = 16;

    /// <inheritdoc/>
    public static int Lanes => 1;

    /// <inheritdoc/>
    public static int BlockBytes => 128;

    /// <inheritdoc/>
    // SAFETY: state has 8 words.
    public static void Start(void* state, int lane) => Sha512Constants.Iv.CopyTo(new Span<ulong>(state, HalfWords));

    /// <inheritdoc/>
    // SAFETY: state has 8 words and digest 64 bytes.
    public static void Finish(void* state, int lane, byte* digest) => Sha512State.Write((ulong*)state, 1, digest);

    /// <inheritdoc/>
    // SAFETY: state has 8 words; low[0] and high[0] point to 64 bytes each.
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compress(void* state, byte** low, byte** high)
    {
        Span<ulong> schedule = stackalloc ulong[Sha512Constants.Rounds];
        for (int word = 0; word < HalfWords; word++)
        {
            schedule[word] = BinaryPrimitives.ReadUInt64BigEndian(new ReadOnlySpan<byte>(low[0] + (8 * word), 8));
            schedule[HalfWords + word] =
                BinaryPrimitives.ReadUInt64BigEndian(new ReadOnlySpan<byte>(high[0] + (8 * word), 8));
        }

        for (int t = BlockWords; t < schedule.Length; t++)
        {
            ulong near = schedule[t - 2];
            ulong far = schedule[t - 15];
            ulong sigma0 = ulong.RotateRight(far, 1) ^ ulong.RotateRight(far, 8) ^ (far >> 7);
            ulong sigma1 = ulong.RotateRight(near, 19) ^ ulong.RotateRight(near, 61) ^ (near >> 6);
            schedule[t] = unchecked(sigma1 + schedule[t - 7] + sigma0 + schedule[t - 16]);
        }

        Rounds(schedule, new Span<ulong>(state, HalfWords));
    }

    private static void Rounds(ReadOnlySpan<ulong> schedule, Span<ulong> state)
    {
        ulong a = state[0], b = state[1], c = state[2], d = state[3];
        ulong e = state[4], f = state[5], g = state[6], h = state[7];
        ReadOnlySpan<ulong> keys = Sha512Constants.RoundKeys;
        for (int t = 0; t < keys.Length; t++)
        {
            ulong sum1 = ulong.RotateRight(e, 14) ^ ulong.RotateRight(e, 18) ^ ulong.RotateRight(e, 41);
            ulong sum0 = ulong.RotateRight(a, 28) ^ ulong.RotateRight(a, 34) ^ ulong.RotateRight(a, 39);
            ulong choice = (e & f) ^ (~e & g);
            ulong majority = (a & b) ^ (a & c) ^ (b & c);
            ulong first = unchecked(h + sum1 + choice + keys[t] + schedule[t]);
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
