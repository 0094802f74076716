using System.Security.Cryptography;
using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Sha512ScalarTests
{
    [Fact]
    // SAFETY: state holds 8 words, block one block, digest 64 bytes.
    public unsafe void Compress_OnePaddedBlock_EqualsThePlatform()
    {
        byte[] block = new byte[128];
        new Random(3).NextBytes(block.AsSpan(0, 100));
        byte[] expected = SHA512.HashData(block.AsSpan(0, 100));
        block[100] = 0x80;
        block[126] = 800 >> 8;
        block[127] = 800 & 0xFF;

        byte[] actual = new byte[64];
        ulong* state = stackalloc ulong[8];
        fixed (byte* first = block, digest = actual)
        {
            byte* high = first + 64;
            byte* low = first;
            Sha512Scalar.Start(state, 0);
            Sha512Scalar.Compress(state, &low, &high);
            Sha512Scalar.Finish(state, 0, digest);
        }

        Assert.Equal(expected, actual);
    }
}
