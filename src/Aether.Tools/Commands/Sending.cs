using System.Text.Json.Nodes;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Sdk.Transactions;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>A transaction that a command puts together: its calls, and what to tell about it.</summary>
internal sealed class Sending
{
    /// <summary>The chain.</summary>
    public required Genesis Genesis { get; init; }

    /// <summary>Who signs, acts and pays.</summary>
    public required Address From { get; init; }

    /// <summary>The nonce it will have.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>The node.</summary>
    public required AetherClient Client { get; init; }

    /// <summary>Takes the calls.</summary>
    public required TransactionBuilder Builder { get; init; }

    /// <summary>What it does, for people: "sending 1 SWR to ...".</summary>
    public string Summary { get; set; } = "sending";

    /// <summary>Further members of the data.</summary>
    public List<(string Name, JsonNode Value)> More { get; } = [];

    /// <summary>An address as this chain writes it.</summary>
    public string Text(Address address) => AddressText.Format(address, AddressText.HrpFor(Genesis.ChainId));

    /// <summary>An object that must live for what the command does.</summary>
    public async Task<(ObjectInfo Info, ObjectRecord Record)> FindAsync(ObjectId id, CancellationToken cancellation)
    {
        ObjectInfo info = await ObjectLookup.RequireAsync(Client, id, BlockTag.Latest, cancellation)
            .ConfigureAwait(false);
        return (info, ObjectLookup.RequireLive(info));
    }

    /// <summary>The same, and it must belong to the signer.</summary>
    public async Task<(ObjectInfo Info, ObjectRecord Record)> FindOwnAsync(
        ObjectId id, CancellationToken cancellation)
    {
        (ObjectInfo info, ObjectRecord record) = await FindAsync(id, cancellation).ConfigureAwait(false);
        return record.Owner == From
            ? (info, record)
            : throw new CliException(
                ExitCode.Denied, ErrorCode.NotOwner, $"{id} belongs to {Text(record.Owner)}",
                "only its owner may change it", "sign with the owner's key file");
    }

    /// <summary>Notes what a change costs its owner beside the fee, or gives back.</summary>
    public void Settle(ObjectInfo info, ObjectRecord record, int nextDataBytes)
    {
        ChainParameters parameters = Genesis.Parameters;
        UInt128 cost = ObjectCost.Update(parameters, record, nextDataBytes, info.Epoch, out UInt128 returned);
        Builder.Charge(From, cost);
        More.Add(("rent", Show.Amount(ObjectCost.Owed(parameters, record, info.Epoch), AssetId.Swr)));
        More.Add(("deposit", Show.Amount(ObjectCost.Deposit(parameters, nextDataBytes), AssetId.Swr)));
        More.Add(("returned", Show.Amount(returned, AssetId.Swr)));
    }
}
