using Aether.Sdk.Transactions;

namespace Aether.Tools.LoadGen.Watching;

/// <summary>What signing must know of the chain, as it was seen last.</summary>
/// <remarks><b>Threads</b>: one writes, any reads; the two values need not be of one moment.</remarks>
internal sealed class ChainClock
{
    // A block's price moves by an eighth at most: sixteen times covers what is seen late under a full load.
    private const int Headroom = 16;

    private ulong _view;
    private ulong _price = 1UL << 32;

    /// <summary>The view the chain is in.</summary>
    public ulong View
    {
        get => Volatile.Read(ref _view);
        set => Volatile.Write(ref _view, value);
    }

    /// <summary>Multiplier of the next block, Q32.32, at most 2^48.</summary>
    public ulong Price
    {
        get => Volatile.Read(ref _price);
        set => Volatile.Write(ref _price, Math.Max(value, (ulong)FeeEstimate.AtRest));
    }

    /// <summary>What is offered.</summary>
    public UInt128 Offer => (UInt128)Price * Headroom;
}
