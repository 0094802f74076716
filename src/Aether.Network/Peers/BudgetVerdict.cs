namespace Aether.Network.Peers;

/// <summary>What is to be done with what came.</summary>
public enum BudgetVerdict : byte
{
    /// <summary>Take it.</summary>
    Take,

    /// <summary>Forget it unread.</summary>
    Drop,

    /// <summary>The peer went on for too long: the connection ends.</summary>
    Close,
}
