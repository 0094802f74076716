using System.Runtime.Intrinsics;
using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

[Trait("Instructions", "Avx2")]
public sealed class Transposition8Tests
{
    [Fact]
    // SAFETY: rows and columns are 256 bytes each, aligned by hand.
    public unsafe void Load_PutsWordWOfRowRAtColumnW_AndStoreUndoesIt()
    {
        Assert.SkipUnless(LaneVariants.IsSupported(LaneVariant.Avx2), "the processor or a switch lacks the vectors");
        uint* rows = stackalloc uint[64];
        byte** row = stackalloc byte*[8];
        for (int index = 0; index < 64; index++)
        {
            rows[index] = (uint)index;
            row[index / 8] = (byte*)(rows + (index / 8 * 8));
        }

        byte* memory = stackalloc byte[256 + 64];
        Vector256<uint>* columns = (Vector256<uint>*)(((nuint)memory + 63) & ~(nuint)63);
        Transposition8.Load(row, columns);
        for (int index = 0; index < 64; index++)
            Assert.Equal((uint)index, columns[index % 8][index / 8]);

        uint* back = stackalloc uint[64];
        Transposition8.Store(columns, (byte*)back);
        for (int index = 0; index < 64; index++)
            Assert.Equal((uint)index, back[index]);
    }
}
