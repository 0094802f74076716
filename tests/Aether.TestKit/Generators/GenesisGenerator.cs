using Aether.Core;
using Aether.Core.Types;

namespace Aether.TestKit.Generators;

/// <summary>Values a chain starts from. Every value is canonical, no key is real.</summary>
public static class GenesisGenerator
{
    // Keeps the sum over all accounts below the bound on the supply.
    private static readonly UInt128 s_amountMask = UInt128.MaxValue >> 20;

    /// <summary>Parameters inside their legal intervals, often at an end.</summary>
    public static ChainParameters Parameters(SeededRandom random)
    {
        uint tau = 1 + (random.U32() % 1_000_000);
        return new ChainParameters
        {
            SlotMs = Between(random, 50, 60_000),
            BlockBytesMax = Between(random, Limits.Transaction.MaxBytes, Limits.Block.MaxPayloadBytes),
            EpochSlots = Math.Max(8, random.U32()),
            TauNumerator = tau,
            TauDenominator = tau + Between(random, 1, 1_000),
            LeaderRule = (byte)random.Below(2),
            KesDepth = (byte)random.Below(Limits.Consensus.MaxKesDepth + 1),
            SlashDoublePpb = Between(random, 0, 1_000_000_000),
            LeakDowntimePpb = Between(random, 0, 1_000_000_000),
            FeeBase = random.U64() % 1_000_000_000_001,
            FeePerByte = random.U64() % 1_000_000_000_001,
            FeePerGas = random.U64() % 1_000_000_000_001,
            FeePerMemoryPage = random.U64() % 1_000_000_000_001,
            RentPerBytePerEpoch = random.U64() % 1_000_000_000_001,
            RentHorizonEpochs = Between(random, 1, 1_000_000),
        };
    }

    /// <summary>A validator with random keys.</summary>
    public static Validator Validator(SeededRandom random)
    {
        byte[] bls = new byte[BlsPublicKey.Bytes];
        random.Fill(bls);
        UInt128 stake = random.U128() >> 16;
        return new Validator
        {
            Address = LedgerGenerator.Address(random),
            ColdKey = new PublicKey(random.Hash()),
            Stake = stake == 0 ? UInt128.One : stake,
            VrfKey = new PublicKey(random.Hash()),
            BlsKey = new BlsPublicKey(bls),
            BlsPossession = ConsensusGenerator.Signature(random),
            KesKey = new PublicKey(random.Hash()),
            KesStartEpoch = random.U32(),
            ShredKey = new PublicKey(random.Hash()),
        };
    }

    /// <summary>A validator set, sometimes with equal stakes.</summary>
    public static ValidatorSet Set(SeededRandom random, int size)
    {
        Validator[] validators = random.SortedArray(
            1 + random.Length(size), Validator, static validator => validator.Address);
        bool equal = random.OneIn(3);
        return new ValidatorSet(validators.Select(item => equal ? item with { Stake = validators[0].Stake } : item));
    }

    /// <summary>The close of an epoch.</summary>
    public static EpochTransition Transition(SeededRandom random, int size) =>
        new(Math.Max(1, random.U32()), random.Hash(), Set(random, size));

    /// <summary>An account of the start.</summary>
    public static GenesisAccount Account(SeededRandom random) =>
        new(LedgerGenerator.Address(random), random.U128() & s_amountMask, random.U128() & s_amountMask);

    /// <summary>A genesis.</summary>
    public static Genesis Genesis(SeededRandom random, int size) => new(
        new string(
            random.Array(1 + random.Below(Limits.Genesis.MaxChainIdBytes), static r => (char)('!' + r.Below(94)))),
        random.U64(),
        Parameters(random),
        Set(random, size),
        random.SortedArray(random.Length(size), Account, static account => account.Address));

    private static uint Between(SeededRandom random, uint low, uint high) => random.Below(4) switch
    {
        0 => low,
        1 => high,
        _ => low + (random.U32() % (high - low + 1)),
    };
}
