namespace Aether.Node.Signing;

/// <summary>What a node's signer does.</summary>
internal enum RemoteSignerState
{
    /// <summary>Not connected, or it does not serve this node.</summary>
    Away,

    /// <summary>Waits whether the key signs elsewhere.</summary>
    Listening,

    /// <summary>Signs.</summary>
    Ready,

    /// <summary>The key was seen signing elsewhere: signs nothing.</summary>
    SeenElsewhere,
}
