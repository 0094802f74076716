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

    /// <summary>Takes gas from the caller.</summary>
    /// <returns>False, with nothing taken, when it is not there: then trap with OutOfGas.</returns>
    public bool TryCharge(long gas)
    {
        if (gas < 0 || gas > _caller->Gas)
        {
            return false;
        }

        _caller->Gas -= gas;
        return true;
    }

    /// <summary>Calls a function of any instance, the caller too, with the stack that is left.</summary>
    /// <param name="target">The instance, in any store of this thread.</param>
    /// <param name="function">Index of the function in its module.</param>
    /// <param name="cells">As for <see cref="WasmInstance.Call(int, Span{ulong}, long)"/>.</param>
    /// <param name="gas">Most gas it may use; what it used is taken from the caller.</param>
    public WasmResult Call(WasmInstance target, int function, Span<ulong> cells, long gas)
    {
        ArgumentNullException.ThrowIfNull(target);
        long left = _caller->Gas;
        WasmResult result = target.Call(function, cells, long.Min(gas, left), Budget);
        _caller->Gas = left - result.GasUsed;
        return result;
    }
}
