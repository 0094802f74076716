using Aether.Core;

namespace Aether.Node.Devnet.Control;

/// <summary>An epoch begins later than blocks are made at once.</summary>
/// <param name="slots">Until then.</param>
/// <param name="epochSlots">Of one epoch of the chain.</param>
internal sealed class DevEpochException(ulong slots, uint epochSlots) : Exception(
    $"the epoch begins in {slots} slots, and {Limits.Development.MaxBlocks} blocks are made at once; its epochs have "
    + $"{epochSlots} slots, and aether dev --epoch-slots begins a chain with shorter ones");
