using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Xunit;

namespace Aether.UnitTests.Crypto.KeyFiles;

public sealed class SigningSeedTests
{
    // RFC 8032, section 7.1, test 2.
    private const string Seed = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb";
    private const string Key = "0x3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    private const string Signature =
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    [Fact]
    public void FromSeed_RfcVector_GivesKeyAndSignature()
    {
        using SigningSeed seed = SigningSeed.FromSeed(Convert.FromHexString(Seed));
        Assert.Equal(Key, seed.PublicKey.ToString());
        Assert.Equal(Signature, Convert.ToHexStringLower(seed.Sign([0x72]).Span));
        Assert.Equal(Address.FromPublicKey(seed.PublicKey), seed.Address);
    }

    [Fact]
    public void Create_Twice_GivesDistinctKeys()
    {
        using SigningSeed first = SigningSeed.Create();
        using SigningSeed second = SigningSeed.Create();
        Assert.NotEqual(first.PublicKey, second.PublicKey);
    }

    [Fact]
    public void Dispose_ThenSign_IsRefused()
    {
        SigningSeed seed = SigningSeed.Create();
        seed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => seed.Sign([1]));
    }
}
