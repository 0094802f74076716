namespace Aether.Node.Rpc.JsonRpc;

/// <summary>A call that works on any development chain with the accounts of its genesis.</summary>
/// <param name="Name">Two or three words.</param>
/// <param name="Parameters">
/// JSON array. A string such as <c>"$alice"</c> stands for a value of the chain: <c>$alice</c>, <c>$bob</c>: funded
/// accounts; <c>$hash</c>: a final transaction; <c>$raw</c>: a signed one that was not sent; <c>$block</c>: hash of a
/// final block; <c>$view</c>, <c>$height</c>: its slot and height; <c>$object</c>, <c>$contract</c>: objects.
/// </param>
/// <param name="Result">JSON of the result where it is always the same; null where only its shape is.</param>
internal sealed record RpcExample(string Name, string Parameters, string? Result = null);
