using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Crypto.Vrf;
using Aether.Execution.Staking;
using Xunit;

namespace Aether.UnitTests.Execution.Staking;

public sealed class EpochRandomnessTests
{
    [Fact]
    public void Nonce_IsAHashOfTheOutputAlone()
    {
        byte[] seed = SHA256.HashData([1]);
        byte[] proof = new byte[EcVrf.ProofBytes];
        EcVrf.Prove(seed, [2], proof);
        byte[] output = new byte[EcVrf.OutputBytes];
        Assert.True(EcVrf.ProofToHash(proof, output));

        Assert.True(EpochRandomness.TryNonce(new VrfProof(proof), out Hash256 nonce));
        Assert.Equal(SHA256.HashData([.. "aeth/vrf/nonce/v1"u8, .. output]), nonce.ToArray());

        // Another proof of the same output is the same contribution: only the challenge and the response differ.
        proof[40] ^= 1;
        Assert.True(EpochRandomness.TryNonce(new VrfProof(proof), out Hash256 again));
        Assert.Equal(nonce, again);
    }

    [Fact]
    public void Nonce_OfNoProof_IsRefused()
    {
        byte[] proof = new byte[EcVrf.ProofBytes];
        proof.AsSpan().Fill(0xFF);
        Assert.False(EpochRandomness.TryNonce(new VrfProof(proof), out _));
    }

    [Fact]
    public void Chain_OfHashes()
    {
        Hash256 genesis = TestLedger.Hash(1);
        Hash256 first = EpochRandomness.Initial(genesis);
        Assert.Equal(SHA256.HashData([.. "aeth/eta/v1"u8, .. genesis.Span]), first.ToArray());
        Hash256 folded = EpochRandomness.Fold(Hash256.Zero, genesis);
        Assert.Equal(SHA256.HashData([.. "aeth/acc/v1"u8, .. new byte[32], .. genesis.Span]), folded.ToArray());
        Assert.Equal(
            SHA256.HashData([.. "aeth/eta/v1"u8, .. first.Span, 1, 0, 0, 0, .. folded.Span]),
            EpochRandomness.Next(first, 1, folded).ToArray());
    }
}
