namespace Aether.Node.Rpc.JsonRpc;

/// <summary>What a method can do beside answering one call: refuse calls unread, and answer many at once.</summary>
/// <param name="IsShut">Calls are refused before their parameters are read. Asked for every body: cheap.</param>
/// <param name="IsResent">
/// Says whether the bytes of a body hold a call that was taken before: it is read even so. Asked only while calls are
/// refused, for every body: cheap.
/// </param>
/// <param name="Busy">The refusal.</param>
/// <param name="Expect">
/// Says how many calls were let pass and have not begun: above 0 when a body passes, below when its calls begin or end
/// without. What is on its way counts before it is read.
/// </param>
/// <param name="BeginAll">
/// Begins calls that stand side by side in a batch. The parameters live until the task ends; a verdict for each, in
/// order.
/// </param>
internal sealed record RpcTogether(
    Func<bool> IsShut,
    RpcTogether.BodyCheck IsResent,
    Func<RpcException> Busy,
    Action<int> Expect,
    Func<IReadOnlyList<RpcParameters>, Task<RpcVerdict[]>> BeginAll)
{
    /// <summary>A look at a body that nobody has read.</summary>
    public delegate bool BodyCheck(ReadOnlySpan<byte> body);
}
