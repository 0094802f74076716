using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Host;

/// <summary>Makes the calls that one contract makes of another.</summary>
internal interface INestedCalls
{
    /// <summary>Calls a method; a failure has no effects. What it returned is kept for the caller.</summary>
    /// <param name="contract">The callee.</param>
    /// <param name="name">Name of the method.</param>
    /// <param name="input">Its input.</param>
    /// <param name="gas">Gas it may use.</param>
    /// <param name="budget">The <see cref="StackBudget"/> left.</param>
    /// <param name="used">Gas it used.</param>
    ReceiptStatus Call(
        in ObjectId contract,
        ReadOnlySpan<byte> name,
        ReadOnlySpan<byte> input,
        ulong gas,
        int budget,
        out ulong used);
}
