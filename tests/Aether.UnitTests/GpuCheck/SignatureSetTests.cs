using Aether.GpuCheck;
using Xunit;

namespace Aether.UnitTests.GpuCheck;

public sealed class SignatureSetTests
{
    [Fact]
    public void Honest_RepeatsValidSignatures()
    {
        SignatureSet set = SignatureSet.Honest(50, 200, distinct: 8);
        Assert.DoesNotContain(false, set.VerifyEach());
        Assert.Equal(8, set.Signatures.Chunk(64).Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(50 * 200, set.Messages.Length);
    }

    [Fact]
    public void WithFaults_HasBothVerdictsAndIsTheSameAgain()
    {
        SignatureSet set = SignatureSet.WithFaults(300, seed: 2);
        bool[] verdicts = set.VerifyEach();
        Assert.InRange(verdicts.Count(valid => !valid), 15, 75);
        SignatureSet again = SignatureSet.WithFaults(300, seed: 2);
        Assert.Equal(set.Signatures, again.Signatures);
        Assert.Equal(set.Messages, again.Messages);
        Assert.NotEqual(set.Signatures, SignatureSet.WithFaults(300, seed: 3).Signatures);
    }
}
