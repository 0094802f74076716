namespace Aether.Network.Transport;

/// <summary>What a full queue does with one more message. Either way the loss is counted.</summary>
public enum FullQueuePolicy : byte
{
    /// <summary>The newest is refused and its sender told: what waits is older and was promised delivery.</summary>
    RefuseNewest = 0,

    /// <summary>The oldest makes room: old transactions are the likeliest to be known elsewhere.</summary>
    DropOldest = 1,
}
