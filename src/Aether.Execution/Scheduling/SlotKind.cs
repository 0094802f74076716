namespace Aether.Execution.Scheduling;

/// <summary>What a slot stands for.</summary>
internal enum SlotKind : byte
{
    /// <summary>A declared identifier: an account, an object, or an owner of items.</summary>
    Declared = 0,

    /// <summary>An output that is spent or created.</summary>
    Output = 1,
}
