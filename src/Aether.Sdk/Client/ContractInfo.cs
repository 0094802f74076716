using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>A contract at one block, as the node claims it.</summary>
/// <param name="Id">Which contract.</param>
/// <param name="Admin">Who may upgrade it; null for nobody.</param>
/// <param name="Code">Object of its code.</param>
/// <param name="CodeHash">BLAKE3 of its code.</param>
/// <param name="CodeVersion">Upgrades since its deployment.</param>
/// <param name="StoredBytes">Bytes of its storage that rent is due for.</param>
/// <param name="Height">Height of the block.</param>
/// <param name="Finalized">True when that block is final.</param>
public sealed record ContractInfo(
    [property: JsonRequired] Hash256 Id,
    string? Admin,
    [property: JsonRequired] Hash256 Code,
    [property: JsonRequired] Hash256 CodeHash,
    [property: JsonRequired] uint CodeVersion,
    [property: JsonRequired] ulong StoredBytes,
    [property: JsonRequired] ulong Height,
    [property: JsonRequired] bool Finalized);
