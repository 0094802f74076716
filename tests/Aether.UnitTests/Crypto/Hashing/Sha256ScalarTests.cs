using System.Security.Cryptography;
using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Sha256ScalarTests
{
    [Fact]
    // SAFETY: state holds 8 words, block one block, digest 32 bytes.
    public unsafe void Compress_OnePaddedBlock_EqualsThePlatform()
    {
        byte[] block = new byte[64];
        new Random(3).NextBytes(block.AsSpan(0, 50));
        byte[] expected = SHA256.HashData(block.AsSpan(0, 50));
        block[50] = 0x80;
        block[62] = 400 >> 8;
        block[63] = 400 & 0xFF;

        byte[] actual = new byte[32];
        uint* state = stackalloc uint[8];
        fixed (byte* first = block, digest = actual)
        {
            byte* high = first + 32;
            byte* low = first;
            Sha256Scalar.Start(state, 0);
            Sha256Scalar.Compress(state, &low, &high);
            Sha256Scalar.Finish(state, 0, digest);
        }

        Assert.Equal(expected, actual);
    }
}
