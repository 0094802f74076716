using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Sdk.Client;

namespace Aether.Sdk.Transactions;

/// <summary>Fills in from a node what a builder cannot know, and signs what it built.</summary>
public static class TransactionBuilderExtensions
{
    /// <summary>
    /// Asks a node for nonce, view and price, and builds; refuses what an account at the executed head cannot pay.
    /// </summary>
    /// <param name="builder">The calls.</param>
    /// <param name="client">The node; what it says is believed.</param>
    /// <param name="feePayer">Pays the fee.</param>
    /// <param name="nonce">Null for the account's: give one while other transactions of it are pending.</param>
    /// <param name="cancellation">Stops the calls.</param>
    /// <exception cref="TransactionBuildException">A limit is broken or a balance does not suffice.</exception>
    public static async Task<TransactionBody> BuildAsync(
        this TransactionBuilder builder,
        AetherClient client,
        Address feePayer,
        ulong? nonce = null,
        CancellationToken cancellation = default)
    {
        AccountInfo payer = await client.GetAccountAsync(feePayer, BlockTag.Latest, cancellation)
            .ConfigureAwait(false);
        UInt128 price = await PriceAsync(client, [feePayer.AsObject, .. builder.Writes], cancellation)
            .ConfigureAwait(false);
        ulong view = await client.GetSlotNumberAsync(cancellation).ConfigureAwait(false);
        TransactionBody body = builder.Build(
            feePayer, nonce ?? payer.Nonce, view, FeeEstimate.WithHeadroom(price));
        await RequireFundsAsync(builder, client, body, payer, cancellation).ConfigureAwait(false);
        return body;
    }

    /// <summary>Signs a built body with exactly the keys it needs, in any order.</summary>
    /// <exception cref="TransactionBuildException">A key is missing, or one is given that signs nothing.</exception>
    public static Transaction Sign(
        this TransactionBuilder builder,
        TransactionBody body,
        Hash256 genesisHash,
        params ReadOnlySpan<SigningSeed> keys)
    {
        SortedSet<Address> missing = [.. builder.RequiredSigners(body.FeePayer)];
        foreach (SigningSeed key in keys)
        {
            if (!missing.Remove(key.Address))
            {
                throw new TransactionBuildException(
                    BuildProblem.WrongKeys, $"the key of {key.Address} signs nothing here, or was given twice",
                    "leave it out: a transaction carries exactly the signatures it needs");
            }
        }
        return missing.Count == 0
            ? TransactionSigner.Sign(body, genesisHash, keys)
            : throw new TransactionBuildException(
                BuildProblem.WrongKeys, $"the signature of {missing.Min} is missing",
                "sign with the keys of the fee payer and of everybody a call acts for");
    }

    // A transaction may write one object more than a call asks prices of. The dearest object decides, so the dearest
    // part does.
    private static async Task<UInt128> PriceAsync(
        AetherClient client, ObjectId[] written, CancellationToken cancellation)
    {
        UInt128 price = 0;
        foreach (ObjectId[] part in written.Distinct().Chunk(Limits.Transaction.MaxAccessEntries))
        {
            FeeMarketInfo market = await client.GetFeeMarketAsync(part, cancellation).ConfigureAwait(false);
            price = UInt128.Max(price, market.Price);
        }
        return price;
    }

    private static async Task RequireFundsAsync(
        TransactionBuilder builder,
        AetherClient client,
        TransactionBody body,
        AccountInfo payer,
        CancellationToken cancellation)
    {
        RequireFunds(payer, builder.Spent.GetValueOrDefault(body.FeePayer), body.MaxFee, builder.Deposits);
        foreach ((Address address, UInt128 spent) in builder.Spent)
        {
            if (address != body.FeePayer)
            {
                AccountInfo account = await client.GetAccountAsync(address, BlockTag.Latest, cancellation)
                    .ConfigureAwait(false);
                RequireFunds(account, spent, 0, builder.Deposits);
            }
        }
    }

    private static void RequireFunds(AccountInfo account, UInt128 spent, UInt128 fee, UInt128 deposits)
    {
        UInt128 held = account.Balances.FirstOrDefault(item => item.Asset == AssetId.Swr)?.Amount ?? 0;
        if (held >= fee && held - fee >= spent)
        {
            return;
        }
        UInt128 left = held - UInt128.Min(spent, held);
        UInt128 missing = spent - UInt128.Min(spent, held) + fee - UInt128.Min(fee, left);
        string parts = $"{Text(spent)} for calls and deposits and at most {Text(fee)} for the fee";
        string hint = deposits == 0
            ? $"put {Text(missing)} more into it, or move less"
            : $"put {Text(missing)} more into it, or make smaller objects: {Text(deposits)} of it are deposits";
        throw new TransactionBuildException(
            BuildProblem.NotEnough, $"{account.Address} holds {Text(held)} and needs {parts}", hint);
    }

    private static string Text(UInt128 amount) => AmountText.Format(amount, AssetId.Swr);
}
