using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Vrf;

namespace Aether.Execution.Staking;

/// <summary>How the leaders of an epoch make the randomness of the next one.</summary>
/// <remarks>
/// <b>Consensus</b>: contributions are folded in chain order. Only the output of a proof counts, which its key holder
/// cannot choose; never the proof, which it can.
/// </remarks>
public static class EpochRandomness
{
    /// <summary>Randomness of epoch 0: SHA-256("aeth/eta/v1" || genesis hash).</summary>
    public static Hash256 Initial(Hash256 genesisHash) => Sha256Tagged.Hash("aeth/eta/v1"u8, genesisHash.Span);

    /// <summary>A leader's contribution: SHA-256("aeth/vrf/nonce/v1" || VRF output).</summary>
    /// <returns>False when the proof does not decode.</returns>
    public static bool TryNonce(VrfProof proof, out Hash256 nonce)
    {
        Span<byte> output = stackalloc byte[EcVrf.OutputBytes];
        bool ok = EcVrf.ProofToHash(proof.Span, output);
        nonce = ok ? Sha256Tagged.Hash("aeth/vrf/nonce/v1"u8, output) : default;
        return ok;
    }

    /// <summary>SHA-256("aeth/acc/v1" || accumulator || nonce).</summary>
    public static Hash256 Fold(Hash256 accumulator, Hash256 nonce) =>
        Sha256Tagged.Hash("aeth/acc/v1"u8, accumulator.Span, nonce.Span);

    /// <summary>SHA-256("aeth/eta/v1" || randomness || next epoch u32 || accumulator).</summary>
    public static Hash256 Next(Hash256 randomness, uint nextEpoch, Hash256 accumulator)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(number, nextEpoch);
        return Sha256Tagged.Hash("aeth/eta/v1"u8, randomness.Span, number, accumulator.Span);
    }
}
