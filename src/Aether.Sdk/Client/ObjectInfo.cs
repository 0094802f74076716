using System.Text.Json.Serialization;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>An object at one block, as the node claims it.</summary>
/// <param name="Id">Which object.</param>
/// <param name="Raw">Its value in the state; what it says is decoded here.</param>
/// <param name="Epoch">Epoch of the block.</param>
/// <param name="Height">Height of the block.</param>
/// <param name="BlockHash">Hash of the block.</param>
/// <param name="Finalized">True when that block is final.</param>
public sealed record ObjectInfo(
    [property: JsonRequired] Hash256 Id,
    [property: JsonRequired] byte[] Raw,
    [property: JsonRequired] uint Epoch,
    [property: JsonRequired] ulong Height,
    [property: JsonRequired] Hash256 BlockHash,
    [property: JsonRequired] bool Finalized)
{
    /// <summary>The live object; null when it is archived.</summary>
    [JsonIgnore]
    public ObjectRecord? Record => Ace.TryDecode(Raw, out ObjectRecord record, out _) ? record : null;

    /// <summary>What is left of an archived object; null while it lives.</summary>
    [JsonIgnore]
    public ObjectTombstone? Tombstone => Ace.TryDecode(Raw, out ObjectTombstone stone, out _) ? stone : null;

    /// <summary>What a live asset is; null for every other object.</summary>
    [JsonIgnore]
    public AssetData? Asset =>
        Record is { Kind: ObjectKind.Asset } record && Ace.TryDecode(record.Data, out AssetData asset, out _)
            ? asset
            : null;
}
