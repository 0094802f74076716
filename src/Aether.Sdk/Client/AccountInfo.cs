using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>An account at one block, as the node claims it.</summary>
/// <param name="Address">Which account.</param>
/// <param name="Nonce">Nonce its next transaction must carry.</param>
/// <param name="Balances">Non-zero balances.</param>
/// <param name="Height">Height of the block.</param>
/// <param name="View">View of the block.</param>
/// <param name="BlockHash">Hash of the block.</param>
public sealed record AccountInfo(
    [property: JsonRequired] Address Address,
    [property: JsonRequired] ulong Nonce,
    [property: JsonRequired] AssetAmount[] Balances,
    [property: JsonRequired] ulong Height,
    [property: JsonRequired] ulong View,
    [property: JsonRequired] Hash256 BlockHash);
