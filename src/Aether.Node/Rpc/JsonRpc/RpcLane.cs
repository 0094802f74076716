namespace Aether.Node.Rpc.JsonRpc;

/// <summary>Where a call runs.</summary>
internal enum RpcLane
{
    /// <summary>Microseconds of work: runs where the request was read.</summary>
    Light,

    /// <summary>Anything else: runs on the bounded pool of workers.</summary>
    Heavy,
}
