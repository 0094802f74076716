using Aether.Core;
using Aether.Execution.Wasm.Host;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Contracts;

/// <summary>Instances of a lane that wait for the next call of their code.</summary>
/// <remarks>
/// <b>Cost</b>: at most <see cref="Limits.Contract.MaxIdleInstances"/> wait, without memory; the one that waits for
/// longest goes first. <b>Ownership</b>: frees them, and the memories it keeps, when disposed. <b>Threads</b>: one
/// lane.
/// </remarks>
internal sealed class InstancePool(ContractHost host) : IDisposable
{
    private readonly List<ContractInstance> _idle = new(Limits.Contract.MaxIdleInstances);
    private readonly MemoryPool _memories = new();

    /// <summary>Instances that wait.</summary>
    public int Count => _idle.Count;

    /// <summary>An instance that nobody else uses until it is returned.</summary>
    public ContractInstance Rent(ContractModule module, uint maxPages)
    {
        for (int index = _idle.Count - 1; index >= 0; index--)
        {
            ContractInstance idle = _idle[index];
            if (idle.Module != module)
            {
                continue;
            }
            _idle.RemoveAt(index);
            if (idle.Code == module.Code)
            {
                return idle;
            }
            // Its code was compiled since.
            idle.Dispose();
        }
        return new ContractInstance(module, host, _memories, maxPages);
    }

    /// <summary>Takes an instance back.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="isUsable">False when its call did not end by itself: it is freed.</param>
    public void Return(ContractInstance instance, bool isUsable)
    {
        if (!isUsable || !instance.IsRenewable)
        {
            instance.Dispose();
            return;
        }
        instance.End();
        if (_idle.Count == Limits.Contract.MaxIdleInstances)
        {
            _idle[0].Dispose();
            _idle.RemoveAt(0);
        }
        _idle.Add(instance);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ContractInstance instance in _idle)
        {
            instance.Dispose();
        }
        _idle.Clear();
        _memories.Dispose();
    }
}
