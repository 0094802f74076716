using System.Buffers.Binary;
using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Sha512StateTests
{
    [Fact]
    // SAFETY: state holds 8 words of 3 lanes, digest 64 bytes.
    public unsafe void StartAndWrite_TouchOneLaneOnly()
    {
        const int Lanes = 3;
        ulong* state = stackalloc ulong[8 * Lanes];
        new Span<ulong>(state, 8 * Lanes).Fill(7);
        Sha512State.Start(state + 1, Lanes);

        byte* digest = stackalloc byte[64];
        Sha512State.Write(state + 1, Lanes, digest);
        for (int word = 0; word < 8; word++)
        {
            ReadOnlySpan<byte> written = new(digest + (8 * word), 8);
            Assert.Equal(Sha512Constants.Iv[word], BinaryPrimitives.ReadUInt64BigEndian(written));
            Assert.Equal(7UL, state[word * Lanes]);
            Assert.Equal(7UL, state[(word * Lanes) + 2]);
        }
    }
}
