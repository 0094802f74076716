using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>An account as stored in the state tree: nonce and non-zero balances, strictly ascending by asset.</summary>
public sealed record Account(ulong Nonce, AssetBalance[] Balances) : IAceValue<Account>
{
    /// <summary>An account that was never touched.</summary>
    public static readonly Account Empty = new(0, []);

    /// <inheritdoc/>
    public static Account Decode(ref AceReader reader)
    {
        ulong nonce = reader.U64();
        AssetBalance[] balances = reader.List<AssetBalance>(
            Limits.State.MaxAssetsPerAccount, AssetBalance.EncodedBytes);
        for (int index = 1; index < balances.Length; index++)
        {
            bool ascending = balances[index - 1].Asset.CompareTo(balances[index].Asset) < 0;
            reader.Require(ascending, DecodeError.NotSorted);
        }
        return new Account(nonce, balances);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U64(Nonce);
        writer.List<AssetBalance>(Balances);
    }

    /// <summary>Base units held of <paramref name="asset"/>; zero when none.</summary>
    public UInt128 BalanceOf(AssetId asset)
    {
        foreach (AssetBalance balance in Balances)
        {
            if (balance.Asset == asset)
            {
                return balance.Amount;
            }
        }
        return 0;
    }
}
