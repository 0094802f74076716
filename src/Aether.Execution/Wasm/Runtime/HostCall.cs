namespace Aether.Execution.Wasm.Runtime;

/// <summary>A running call of a host function.</summary>
/// <remarks><b>Ownership</b>: valid until the host function returns.</remarks>
// SAFETY: the block is that of the calling instance, which outlives the call.
public readonly unsafe ref struct HostCall
{
    private readonly InstanceData* _caller;

    internal HostCall(InstanceData* caller, int budget)
    {
        _caller = caller;
        Budget = budget;
    }

    /// <summary>The instance that calls.</summary>
    public WasmInstance Caller => WasmInstance.Of(_caller);

    /// <summary>The bytes of the caller's memory 0; a call back into wasm may move them.</summary>
    public Span<byte> Memory => new(_caller->Memory, checked((int)_caller->MemoryBytes));

    /// <summary>Gas the caller has left.</summary>
    public long GasLeft => _caller->Gas;

    /// <summary>The <see cref="StackBudget"/> left for calls this function makes.</summary>
    public int Budget { get; }

    /// <summary>Takes gas from the caller. False, with nothing taken, when it is not there: then trap with OutOfGas.</summary>
    public bool TryCharge(long gas)
    {
        if (gas < 0 || gas > _caller->Gas)
        {
            return false;
        }

        _caller->Gas -= gas;
        return true;
    }
}
