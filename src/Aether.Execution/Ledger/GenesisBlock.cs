using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Staking;

namespace Aether.Execution.Ledger;

/// <summary>Block 0: what every node derives from the genesis alone.</summary>
public static class GenesisBlock
{
    /// <summary>The values of the initial accounts, ascending by state key.</summary>
    public static SortedDictionary<Hash256, byte[]?> InitialValues(Genesis genesis)
    {
        SortedDictionary<Hash256, byte[]?> values = [];
        foreach (GenesisAccount item in genesis.Accounts)
        {
            List<AssetBalance> balances = [];
            if (item.Aic != 0)
            {
                balances.Add(new AssetBalance(AssetId.Aic, item.Aic));
            }
            if (item.Swr != 0)
            {
                balances.Add(new AssetBalance(AssetId.Swr, item.Swr));
            }
            if (balances.Count > 0)
            {
                values[StateKey.ForAccount(item.Address)] = Ace.Encode(new Account(0, [.. balances]));
            }
        }
        StakingLedger.WriteGenesis(genesis, values);
        return values;
    }

    /// <summary>The header of block 0 for a state root.</summary>
    public static Header CreateHeader(Genesis genesis, Hash256 stateRoot) => new()
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
        PayloadBytes = (uint)Ace.Encode(new BlockPayload([])).Length,
        StateRoot = stateRoot,
        ReceiptsRoot = Hash256.Zero,
    };
}
