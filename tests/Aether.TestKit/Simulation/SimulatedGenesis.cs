using System.Buffers.Binary;
using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>A chain of simulated validators.</summary>
public static class SimulatedGenesis
{
    /// <summary>Wall time of block 0.</summary>
    public const ulong TimestampMs = 1_700_000_000_000;

    /// <summary>A genesis with one validator for each stake.</summary>
    public static Genesis Create(IReadOnlyList<uint> stakes, uint? epochSlots = null, long? slotMs = null)
    {
        Validator[] validators = new Validator[stakes.Count];
        for (int index = 0; index < validators.Length; index++)
        {
            validators[index] = CreateValidator(index, stakes[index]);
        }
        ChainParameters parameters = new();
        parameters = epochSlots is { } slots ? parameters with { EpochSlots = slots } : parameters;
        parameters = slotMs is { } slot ? parameters with { SlotMs = (uint)slot } : parameters;
        return new Genesis("aether-sim-1", TimestampMs, parameters, new ValidatorSet(validators), []);
    }

    /// <summary>Block 0.</summary>
    public static Header CreateHeader(Genesis genesis) => new()
    {
        Epoch = 0,
        View = 0,
        Height = 0,
        ParentHash = Hash256.Zero,
        Justify = QuorumCertificate.Root(0, 0, Hash256.Zero),
        TimestampMs = genesis.TimestampMs,
        Proposer = 0,
        LeadKind = LeadKind.Backup,
        VrfProof = default,
        PayloadRoot = Hash256.Zero,
        PayloadBytes = 4,
        StateRoot = genesis.Hash,
        ReceiptsRoot = Hash256.Zero,
    };

    private static Validator CreateValidator(int index, uint stake)
    {
        PublicKey key = new(Fill(index, 1));
        byte[] bls = new byte[BlsPublicKey.Bytes];
        Fill(index, 2).Span.CopyTo(bls);
        return new Validator
        {
            Address = new Address(Fill(index, 3)),
            ColdKey = key,
            Stake = stake,
            VrfKey = key,
            BlsKey = new BlsPublicKey(bls),
            BlsPossession = default,
            KesKey = key,
            KesStartEpoch = 0,
            ShredKey = key,
        };
    }

    private static Hash256 Fill(int index, byte role)
    {
        byte[] bytes = new byte[Hash256.Bytes];
        bytes[0] = role;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), index + 1);
        return new Hash256(bytes);
    }
}
