using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>The parameters every node of a chain shares, fixed by its genesis.</summary>
/// <remarks>Rates are integers: parts per billion unless the name says otherwise.</remarks>
public sealed record ChainParameters : IAceValue<ChainParameters>
{
    /// <summary>Target time between blocks.</summary>
    public uint SlotMs { get; init; } = 500;

    /// <summary>Largest payload.</summary>
    public uint BlockBytesMax { get; init; } = 2_000_000;

    /// <summary>Views per epoch.</summary>
    public uint EpochSlots { get; init; } = 43_200;

    /// <summary>Chance that a view has a VRF leader, as a fraction: numerator.</summary>
    public uint TauNumerator { get; init; } = 4;

    /// <summary>Denominator of tau.</summary>
    public uint TauDenominator { get; init; } = 5;

    /// <summary>Leader threshold rule: 0 phi (split-invariant), 1 linear.</summary>
    public byte LeaderRule { get; init; }

    /// <summary>KES tree depth; a period is an epoch.</summary>
    public byte KesDepth { get; init; } = 9;

    /// <summary>Share of stake lost for a double signature.</summary>
    public uint SlashDoublePpb { get; init; } = 50_000_000;

    /// <summary>Share of stake lost for a missed view.</summary>
    public uint LeakDowntimePpb { get; init; } = 10_000;

    /// <summary>Fee: flat part, in base units of SWR.</summary>
    public ulong FeeBase { get; init; } = 10_000;

    /// <summary>Fee: for each byte.</summary>
    public ulong FeePerByte { get; init; } = 5;

    /// <summary>Fee: for each unit of gas.</summary>
    public ulong FeePerGas { get; init; } = 2;

    /// <summary>Fee: for each memory page.</summary>
    public ulong FeePerMemoryPage { get; init; } = 1;

    /// <summary>Rent for a byte and an epoch, in base units of SWR.</summary>
    public ulong RentPerBytePerEpoch { get; init; } = 2;

    /// <summary>Epochs a rent deposit covers.</summary>
    public uint RentHorizonEpochs { get; init; } = 12;

    /// <inheritdoc/>
    public static ChainParameters Decode(ref AceReader reader)
    {
        ChainParameters value = new()
        {
            SlotMs = reader.U32(),
            BlockBytesMax = reader.U32(),
            EpochSlots = reader.U32(),
            TauNumerator = reader.U32(),
            TauDenominator = reader.U32(),
            LeaderRule = reader.U8(),
            KesDepth = reader.U8(),
            SlashDoublePpb = reader.U32(),
            LeakDowntimePpb = reader.U32(),
            FeeBase = reader.U64(),
            FeePerByte = reader.U64(),
            FeePerGas = reader.U64(),
            FeePerMemoryPage = reader.U64(),
            RentPerBytePerEpoch = reader.U64(),
            RentHorizonEpochs = reader.U32(),
        };
        reader.Require(value.IsValid());
        return value;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U32(SlotMs);
        writer.U32(BlockBytesMax);
        writer.U32(EpochSlots);
        writer.U32(TauNumerator);
        writer.U32(TauDenominator);
        writer.U8(LeaderRule);
        writer.U8(KesDepth);
        writer.U32(SlashDoublePpb);
        writer.U32(LeakDowntimePpb);
        writer.U64(FeeBase);
        writer.U64(FeePerByte);
        writer.U64(FeePerGas);
        writer.U64(FeePerMemoryPage);
        writer.U64(RentPerBytePerEpoch);
        writer.U32(RentHorizonEpochs);
    }

    /// <summary>True when every value is in its legal interval.</summary>
    public bool IsValid() =>
        SlotMs is >= 50 and <= 60_000
        && BlockBytesMax is >= Limits.Transaction.MaxBytes and <= Limits.Block.MaxPayloadBytes
        && EpochSlots is >= 8
        && TauNumerator > 0 && TauNumerator < TauDenominator
        && LeaderRule <= 1
        && KesDepth <= Limits.Consensus.MaxKesDepth
        && SlashDoublePpb <= 1_000_000_000 && LeakDowntimePpb <= 1_000_000_000
        && FeeBase <= MaxFeeCoefficient && FeePerByte <= MaxFeeCoefficient
        && FeePerGas <= MaxFeeCoefficient && FeePerMemoryPage <= MaxFeeCoefficient
        && RentPerBytePerEpoch <= MaxFeeCoefficient && RentHorizonEpochs is > 0 and <= 1_000_000;

    // a + b*bytes + c*gas + d*pages stays far below 2^127 for every transaction within limits.
    /// <summary>Largest fee coefficient.</summary>
    public const ulong MaxFeeCoefficient = 1_000_000_000_000;
}
