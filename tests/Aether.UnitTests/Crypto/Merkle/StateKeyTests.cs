using System.Security.Cryptography;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Xunit;

namespace Aether.UnitTests.Crypto.Merkle;

public sealed class StateKeyTests
{
    private readonly Hash256 _raw = Hash256.FromHex(string.Concat(Enumerable.Repeat("5a", 32)));

    [Fact]
    public void Keys_AreTaggedHashesOfNamespaceAndRawKey()
    {
        OutPoint output = new(_raw, 7);
        Assert.Equal(Expected(0, "burned"u8.ToArray()), StateKey.ForMeta("burned"u8));
        Assert.Equal(Expected(1, _raw.ToArray()), StateKey.ForAccount(new Address(_raw)));
        Assert.Equal(Expected(2, Ace.Encode(output)), StateKey.ForOutput(output));
        Assert.Equal(Expected(3, _raw.ToArray()), StateKey.ForObject(new ObjectId(_raw)));
    }

    [Fact]
    public void ForMeta_NameTooLong_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StateKey.ForMeta(new byte[65]));

    private static Hash256 Expected(byte space, byte[] raw) =>
        new(SHA256.HashData([.. "aeth/key/v1"u8, space, .. raw]));
}
