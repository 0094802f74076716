using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Consensus.LightClient;

/// <summary>What a light client trusts about one epoch; its hash is what a person pins.</summary>
/// <param name="GenesisHash">Chain.</param>
/// <param name="EpochSlots">Views of an epoch, from the genesis parameters.</param>
/// <param name="Epoch">Epoch.</param>
/// <param name="RootView">View of the block the epoch starts from.</param>
/// <param name="RootHash">Its hash; zero in epoch 0, whose root is computed from the genesis.</param>
/// <param name="RootTimestampMs">Its timestamp, milliseconds since the Unix epoch.</param>
/// <param name="SetHash">Hash of the epoch's validators, see <see cref="HashOf"/>.</param>
public sealed record EpochCheckpoint(
    Hash256 GenesisHash,
    uint EpochSlots,
    uint Epoch,
    ulong RootView,
    Hash256 RootHash,
    ulong RootTimestampMs,
    Hash256 SetHash)
    : IAceValue<EpochCheckpoint>
{
    /// <summary>The first view in which a block closes the epoch.</summary>
    public ulong EndView => RootView > ulong.MaxValue - EpochSlots ? ulong.MaxValue : RootView + EpochSlots;

    /// <summary>Epoch 0 of a chain.</summary>
    public static EpochCheckpoint Of(Genesis genesis) => new(
        genesis.Hash,
        genesis.Parameters.EpochSlots,
        0,
        0,
        Hash256.Zero,
        genesis.TimestampMs,
        HashOf(genesis.Validators));

    /// <summary>SHA-256("aeth/validators/v1" || validator set).</summary>
    public static Hash256 HashOf(ValidatorSet validators) =>
        Sha256Tagged.Hash("aeth/validators/v1"u8, Ace.Encode(validators));

    /// <inheritdoc/>
    public static EpochCheckpoint Decode(ref AceReader reader)
    {
        Hash256 genesis = reader.Hash();
        uint slots = reader.U32();
        reader.Require(reader.Failed || slots > 0);
        return new EpochCheckpoint(
            genesis, slots, reader.U32(), reader.U64(), reader.Hash(), reader.U64(), reader.Hash());
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(GenesisHash);
        writer.U32(EpochSlots);
        writer.U32(Epoch);
        writer.U64(RootView);
        writer.Hash(RootHash);
        writer.U64(RootTimestampMs);
        writer.Hash(SetHash);
    }

    /// <summary>SHA-256("aeth/checkpoint/v1" || checkpoint).</summary>
    public Hash256 ComputeHash() => Sha256Tagged.Hash("aeth/checkpoint/v1"u8, Ace.Encode(this));

    /// <summary>The epoch that a proof shows; the caller has verified the proof in this one.</summary>
    internal EpochCheckpoint After(EpochProof proof) => this with
    {
        Epoch = Epoch + 1,
        RootView = proof.Closing.View,
        RootHash = proof.Closing.Hash,
        RootTimestampMs = proof.Closing.TimestampMs,
        SetHash = HashOf(proof.Transition.Validators),
    };
}
