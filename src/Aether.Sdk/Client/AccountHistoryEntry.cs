using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>One final transaction in the history of an account.</summary>
/// <param name="TransactionHash">Which transaction.</param>
/// <param name="Height">Height of its block.</param>
/// <param name="Index">Position in the block.</param>
/// <param name="TimestampMs">Time of the block.</param>
/// <param name="Status">0 is success.</param>
/// <param name="StatusName">The same in words.</param>
/// <param name="Fee">What the fee payer paid, in base units of SWR.</param>
/// <param name="Roles">What the account had to do with it: payer, signer, sender, receiver...</param>
/// <param name="Exact">True when the amounts are all that changed the account beside the fee.</param>
/// <param name="Amounts">What came in and went out, by asset.</param>
public sealed record AccountHistoryEntry(
    [property: JsonRequired] Hash256 TransactionHash,
    [property: JsonRequired] ulong Height,
    [property: JsonRequired] uint Index,
    [property: JsonRequired] ulong TimestampMs,
    [property: JsonRequired] int Status,
    [property: JsonRequired] string StatusName,
    [property: JsonRequired] UInt128 Fee,
    [property: JsonRequired] string[] Roles,
    [property: JsonRequired] bool Exact,
    [property: JsonRequired] AccountFlow[] Amounts);
