namespace Aether.KernelBench.Rows;

/// <summary>What a measured batch has to deal with.</summary>
internal enum BatchInput
{
    /// <summary>Valid signatures by keys from bytes.</summary>
    KeysFromBytes,

    /// <summary>Valid signatures by keys that are decoded already.</summary>
    CachedKeys,

    /// <summary>One forged signature, by which the equation fails: the worst case.</summary>
    OneForged,
}
