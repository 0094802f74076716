using System.Text.Json;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>Runs one call: reads its parameters and writes exactly one JSON value.</summary>
/// <remarks><b>Errors</b>: throws <see cref="RpcException"/>; what was written by then is dropped.</remarks>
internal delegate void RpcMethod(RpcParameters parameters, Utf8JsonWriter result);
