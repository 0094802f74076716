using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>Native balances of an account at one block, in base units.</summary>
/// <param name="Address">Which account.</param>
/// <param name="Swr">Staking and fee token.</param>
/// <param name="Aic">Compute credit.</param>
/// <param name="Height">Height of the block.</param>
/// <param name="BlockHash">Hash of the block.</param>
public sealed record BalanceInfo(
    [property: JsonRequired] Address Address,
    [property: JsonRequired] UInt128 Swr,
    [property: JsonRequired] UInt128 Aic,
    [property: JsonRequired] ulong Height,
    [property: JsonRequired] Hash256 BlockHash);
