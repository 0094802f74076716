using System.Buffers.Binary;
using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Sha256StateTests
{
    [Fact]
    // SAFETY: state holds 8 words of 3 lanes, digest 32 bytes.
    public unsafe void StartAndWrite_TouchOneLaneOnly()
    {
        const int Lanes = 3;
        uint* state = stackalloc uint[8 * Lanes];
        new Span<uint>(state, 8 * Lanes).Fill(7);
        Sha256State.Start(state + 1, Lanes);

        byte* digest = stackalloc byte[32];
        Sha256State.Write(state + 1, Lanes, digest);
        for (int word = 0; word < 8; word++)
        {
            ReadOnlySpan<byte> written = new(digest + (4 * word), 4);
            Assert.Equal(Sha256Constants.Iv[word], BinaryPrimitives.ReadUInt32BigEndian(written));
            Assert.Equal(7U, state[word * Lanes]);
            Assert.Equal(7U, state[(word * Lanes) + 2]);
        }
    }
}
