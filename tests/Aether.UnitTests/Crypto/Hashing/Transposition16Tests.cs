using System.Runtime.Intrinsics;
using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

[Trait("Instructions", "Avx512")]
public sealed class Transposition16Tests
{
    [Fact]
    // SAFETY: rows and columns are 1 KiB each, aligned by hand.
    public unsafe void Load_PutsWordWOfRowRAtColumnW_AndStoreHalvesUndoesTheLowHalf()
    {
        Assert.SkipUnless(LaneVariants.IsSupported(LaneVariant.Avx512), "the processor or a switch lacks the vectors");
        uint* rows = stackalloc uint[256];
        for (uint index = 0; index < 256; index++)
            rows[index] = index;
        byte** low = stackalloc byte*[16];
        byte** high = stackalloc byte*[16];
        for (int row = 0; row < 16; row++)
        {
            low[row] = (byte*)(rows + (16 * row));
            high[row] = low[row] + 32;
        }

        byte* memory = stackalloc byte[1024 + 64];
        Vector512<uint>* columns = (Vector512<uint>*)(((nuint)memory + 63) & ~(nuint)63);
        Transposition16.Load(low, high, columns);
        for (int word = 0; word < 16; word++)
        {
            for (int row = 0; row < 16; row++)
                Assert.Equal((uint)((16 * row) + word), columns[word][row]);
        }

        uint* halves = stackalloc uint[128];
        Transposition16.StoreHalves(columns, (byte*)halves);
        for (int row = 0; row < 16; row++)
        {
            for (int word = 0; word < 8; word++)
                Assert.Equal((uint)((16 * row) + word), halves[(8 * row) + word]);
        }
    }
}
