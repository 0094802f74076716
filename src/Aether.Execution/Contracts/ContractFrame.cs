using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Contracts;

/// <summary>One running call of a contract.</summary>
/// <remarks><b>Ownership</b>: its runner uses it again for later calls. <b>Threads</b>: one lane.</remarks>
internal sealed class ContractFrame
{
    private readonly byte[] _input = new byte[Limits.Transaction.MaxCallArgumentBytes];
    private readonly byte[] _output = new byte[Limits.Contract.MaxReturnBytes];
    private readonly byte[] _nested = new byte[Limits.Contract.MaxReturnBytes];
    private int _inputBytes;
    private int _outputBytes;
    private int _nestedBytes;

    /// <summary>The contract.</summary>
    public ObjectId Contract { get; private set; }

    /// <summary>Who calls it.</summary>
    public Address Caller { get; private set; }

    /// <summary>Input of the call.</summary>
    public ReadOnlySpan<byte> Input => _input.AsSpan(0, _inputBytes);

    /// <summary>What it returns or aborts with.</summary>
    public ReadOnlySpan<byte> Output => _output.AsSpan(0, _outputBytes);

    /// <summary>What the last call that it made returned or aborted with.</summary>
    public ReadOnlySpan<byte> Nested => _nested.AsSpan(0, _nestedBytes);

    /// <summary>Why a host function ended the call; success while none did.</summary>
    public ReceiptStatus Status { get; set; }

    /// <summary>Number of the trap, or the code it aborted with.</summary>
    public uint Detail { get; set; }

    /// <summary>Its memory; null while it has none.</summary>
    public WasmMemory? Memory { get; set; }

    /// <summary>Turns to a call. The input is copied: it may lie in the memory of the caller.</summary>
    public void Begin(in ObjectId contract, in Address caller, ReadOnlySpan<byte> input)
    {
        Contract = contract;
        Caller = caller;
        input.CopyTo(_input);
        _inputBytes = input.Length;
        _outputBytes = 0;
        _nestedBytes = 0;
        Status = ReceiptStatus.Success;
        Detail = 0;
        Memory = null;
    }

    /// <summary>Sets what it returns; false when that is too long.</summary>
    public bool TrySetOutput(ReadOnlySpan<byte> data) => TrySet(_output, ref _outputBytes, data);

    /// <summary>Keeps what a call that it made returned.</summary>
    public void SetNested(ReadOnlySpan<byte> data) => TrySet(_nested, ref _nestedBytes, data);

    private static bool TrySet(byte[] place, ref int count, ReadOnlySpan<byte> data)
    {
        if (data.Length > place.Length)
        {
            return false;
        }
        data.CopyTo(place);
        count = data.Length;
        return true;
    }
}
