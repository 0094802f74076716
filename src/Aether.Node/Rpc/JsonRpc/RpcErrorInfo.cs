namespace Aether.Node.Rpc.JsonRpc;

/// <summary>What is known of an error of the interface.</summary>
/// <param name="Code">Its number; the name is that of the member.</param>
/// <param name="Fields">Members that its <c>data</c> may have beside <c>name</c>.</param>
/// <param name="When">When it is answered.</param>
internal sealed record RpcErrorInfo(RpcErrorCode Code, string[] Fields, string When);
