using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Pipeline.Mempool;

/// <summary>The mempool for one thread alone, for many calls in a row: <see cref="SharedMempool.TryHold"/>.</summary>
/// <remarks>
/// <b>Ownership</b>: disposing it lets the others in. Nobody verifies, executes or sends while it holds the mempool.
/// </remarks>
public readonly ref struct MempoolHold
{
    private readonly MempoolCore? _core;
    private readonly Lock? _lock;

    internal MempoolHold(MempoolCore core, Lock held)
    {
        Check.That(held.IsHeldByCurrentThread);
        _core = core;
        _lock = held;
    }

    /// <inheritdoc cref="MempoolCore.Contains"/>
    public bool Contains(Hash256 transactionId) => _core!.Contains(transactionId);

    /// <inheritdoc cref="MempoolCore.Foresee"/>
    public void Foresee(ReadOnlySpan<Transaction> window) => _core!.Foresee(window);

    /// <inheritdoc cref="MempoolCore.Add"/>
    public MempoolError Add(in Admission admission, Func<Address, PayerState> readPayer) =>
        _core!.Add(admission, readPayer);

    /// <summary>Lets the others in.</summary>
    public void Dispose() => _lock?.Exit();
}
