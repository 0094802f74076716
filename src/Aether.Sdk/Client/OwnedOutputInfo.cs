using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>An unspent output.</summary>
/// <param name="TransactionHash">What made it.</param>
/// <param name="Index">Position among the outputs of that.</param>
/// <param name="Asset">What it is.</param>
/// <param name="Amount">Base units.</param>
/// <param name="DatumHash">What its maker bound to it; null for nothing.</param>
/// <param name="MadeAt">Height of the block that made it.</param>
public sealed record OwnedOutputInfo(
    [property: JsonRequired] Hash256 TransactionHash,
    [property: JsonRequired] uint Index,
    [property: JsonRequired] AssetId Asset,
    [property: JsonRequired] UInt128 Amount,
    [property: JsonRequired] Hash256? DatumHash,
    [property: JsonRequired] ulong MadeAt);
