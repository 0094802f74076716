using System.Text.Json.Serialization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>A page of the unspent outputs of an owner after one final block, as the node claims it.</summary>
/// <param name="Owner">Whose.</param>
/// <param name="Outputs">By name.</param>
/// <param name="Height">Height of the block, the same for all pages.</param>
/// <param name="From">Outputs that were made below this height are not known to the node.</param>
/// <param name="Next">Cursor of the next page; null after the last one.</param>
public sealed record OwnedOutputs(
    [property: JsonRequired] Address Owner,
    [property: JsonRequired] OwnedOutputInfo[] Outputs,
    [property: JsonRequired] ulong Height,
    [property: JsonRequired] ulong From,
    [property: JsonRequired] string? Next);
