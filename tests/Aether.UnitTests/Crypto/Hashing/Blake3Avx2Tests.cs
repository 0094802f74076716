using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

[Trait("Instructions", "Avx2")]
public sealed class Blake3Avx2Tests
{
    private static readonly byte[] s_extremes = [0x00, 0xFF, 0x7F, 0x80];

    [Fact]
    // SAFETY: memory is sized for 16 lanes of chaining values, blocks and outputs.
    public unsafe void Compress_ExtremeWordsAndCounters_EqualsTheDefinitionInEveryLane()
    {
        Assert.SkipUnless(LaneVariants.IsSupported(LaneVariant.Avx2), "the processor or a switch lacks the vectors");
        byte[] rows = new byte[Blake3Avx2.Lanes * 64];
        for (int position = 0; position < rows.Length; position++)
            rows[position] = s_extremes[(position + (position / 64)) % s_extremes.Length];
        uint[] key = [0, uint.MaxValue, 0x80000000, 0x7FFFFFFF, 1, 0xAAAAAAAA, 0x55555555, uint.MaxValue];
        byte* memory = stackalloc byte[(16 * (32 + 64 + 32)) + 64];
        byte* chaining = (byte*)(((nuint)memory + 63) & ~(nuint)63);
        byte* block = chaining + (16 * 32);
        byte* output = block + (16 * 64);

        Blake3Avx2.Start(chaining, key);
        fixed (byte* first = rows)
            Blake3Avx2.Load(block, first, 64, Blake3Avx2.Lanes);
        Blake3Avx2.Compress(chaining, block, uint.MaxValue, 1, 33, uint.MaxValue);
        Blake3Avx2.Store(chaining, output);

        uint[] state = new uint[16];
        byte[] expected = new byte[32];
        for (int lane = 0; lane < Blake3Avx2.Lanes; lane++)
        {
            ulong counter = uint.MaxValue + (ulong)lane;
            Blake3Compression.Compress(key, rows.AsSpan(lane * 64, 64), counter, 33, uint.MaxValue, state);
            Blake3Compression.WriteWords(state.AsSpan(0, 8), expected);
            Assert.Equal(expected, new ReadOnlySpan<byte>(output + (lane * 32), 32).ToArray());
        }
    }
}
