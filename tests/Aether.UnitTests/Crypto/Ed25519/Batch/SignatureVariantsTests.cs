using Aether.Crypto.Ed25519.Batch;
using Aether.Native.Ed25519;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Batch;

public sealed class SignatureVariantsTests
{
    [Fact]
    public void Best_OnThisProcessor_IsTheWidestSupported()
    {
        Assert.True(SignatureVariants.IsSupported(SignatureVariant.Scalar));
        Assert.Equal(BatchBuffers.Variants.Max(), SignatureVariants.Best);
        foreach (SignatureVariant variant in BatchBuffers.Variants.Where(v => v != SignatureVariant.Scalar))
            Assert.True(Ed25519Lanes.IsSupported(SignatureVariants.LanesOf(variant)));
    }
}
