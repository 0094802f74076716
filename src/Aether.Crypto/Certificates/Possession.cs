using System.Text;
using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Hashing;

namespace Aether.Crypto.Certificates;

/// <summary>Proofs that a genesis validator holds the secret of its BLS key, bound to its address and chain.</summary>
/// <remarks>
/// <b>Consensus</b>: without them one validator could register a key that cancels the others' in an aggregate. The
/// chain's identifier stands for the genesis hash, which covers the proofs and so cannot be inside them.
/// </remarks>
public static class Possession
{
    /// <summary>What the proof signs: key (48), address (32), SHA-256("aeth/chain/v1" || chain id) (32).</summary>
    public static byte[] Message(ReadOnlySpan<byte> blsKey, Address address, string chainId)
    {
        Hash256 chain = Sha256Tagged.Hash("aeth/chain/v1"u8, Encoding.ASCII.GetBytes(chainId));
        return [.. blsKey, .. address.Value.Span, .. chain.Span];
    }

    /// <summary>True when the validator's proof holds on this chain.</summary>
    public static bool Verify(Validator validator, string chainId)
    {
        byte[] message = Message(validator.BlsKey.Span, validator.Address, chainId);
        return Bls.VerifyPossession(validator.BlsKey.Span, message, validator.BlsPossession.Span);
    }
}
