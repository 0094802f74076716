using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Execution.Staking;

/// <summary>The addresses of all registered validators, ascending.</summary>
public sealed record ValidatorIndex(Address[] Addresses) : IAceValue<ValidatorIndex>
{
    /// <inheritdoc/>
    public static ValidatorIndex Decode(ref AceReader reader)
    {
        Address[] addresses = new Address[reader.Count(Limits.Consensus.MaxRegistered, Hash256.Bytes)];
        for (int index = 0; index < addresses.Length; index++)
        {
            addresses[index] = new Address(reader.Hash());
            reader.Require(
                index == 0 || addresses[index - 1].CompareTo(addresses[index]) < 0, DecodeError.NotSorted);
        }
        return new ValidatorIndex(addresses);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Length(Addresses.Length);
        foreach (Address address in Addresses)
        {
            writer.Hash(address.Value);
        }
    }
}
