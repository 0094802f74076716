namespace Aether.Node.Rpc.JsonRpc;

/// <summary>One positional parameter of a method.</summary>
/// <param name="Name">Its name in the description; on the wire it has none.</param>
/// <param name="Type">Its type, in the notation of <see cref="RpcType"/>.</param>
/// <param name="Required">False when it may be left out or null.</param>
/// <param name="Summary">One line for people.</param>
internal sealed record RpcParameterInfo(string Name, string Type, bool Required, string Summary);
