using Aether.Crypto.Ed25519.Backends;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Backends;

public sealed class CpuSignatureBackendTests
{
    [Fact]
    public void Verify_AdversarialSet_GivesSingleVerdicts()
    {
        CpuSignatureBackend backend = new();
        AdversarialSet set = AdversarialSet.Create();
        bool[] valid = new bool[set.Count];
        backend.Verify(set.PublicKeys, set.Signatures, set.Messages, set.MessageEnds, valid);
        Assert.Equal(set.Expected, valid);
        Assert.True(backend.IsSupported);
        Assert.Null(backend.NotSupportedReason);
        Assert.Equal("cpu", backend.Name);
    }
}
