namespace Aether.Node.Rpc.JsonRpc;

/// <summary>What a method can do beside answering one call: refuse calls unread, and answer many at once.</summary>
/// <param name="IsShut">Calls are refused before their parameters are read. Asked for every body: cheap.</param>
/// <param name="Busy">The refusal.</param>
/// <param name="BeginAll">
/// Begins calls that stand side by side in a batch. The parameters live until the task ends; a verdict for each, in
/// order.
/// </param>
internal sealed record RpcTogether(
    Func<bool> IsShut, Func<RpcException> Busy, Func<IReadOnlyList<RpcParameters>, Task<RpcVerdict[]>> BeginAll);
