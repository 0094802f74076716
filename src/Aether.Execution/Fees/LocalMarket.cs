using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Execution.Fees;

/// <summary>An object that costs more to write than others.</summary>
/// <param name="Item">The object or account.</param>
/// <param name="Multiplier">Above 1, Q32.32.</param>
public readonly record struct LocalMarket(ObjectId Item, ulong Multiplier) : IAceValue<LocalMarket>
{
    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = Hash256.Bytes + sizeof(ulong);

    /// <inheritdoc/>
    public static LocalMarket Decode(ref AceReader reader)
    {
        LocalMarket value = new(new ObjectId(reader.Hash()), reader.U64());
        reader.Require(value.Multiplier is > FeeController.Unit and <= Limits.Fees.MaxMultiplier);
        return value;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(Item.Value);
        writer.U64(Multiplier);
    }
}
