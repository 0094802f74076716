using System.Text.Json;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>
/// Begins one call that waits for something: reads its parameters at once, and gives what writes the result later.
/// </summary>
/// <remarks>
/// <b>Ownership</b>: the parameters live only until this returns. <b>Errors</b>: it, or its task, throws
/// <see cref="RpcException"/>.
/// </remarks>
internal delegate Task<Action<Utf8JsonWriter>> RpcDeferredMethod(RpcParameters parameters, CancellationToken deadline);
