using System.Collections.Immutable;

namespace Aether.Execution.Wasm.Host;

/// <summary>A function that a contract may import: its name, type and price.</summary>
/// <param name="Number">Its place in <see cref="HostFunctions.All"/>.</param>
/// <param name="Name">Name of the import from <see cref="HostFunctions.Module"/>.</param>
/// <param name="Parameters">Names and types of the parameters, in order.</param>
/// <param name="Result">Type of the result.</param>
/// <param name="GasBase">Gas of a call, paid before anything is done.</param>
/// <param name="GasPerByte">Gas of each byte that is read from or written to the contract's memory.</param>
/// <param name="Docs">One sentence for headers and documents.</param>
/// <remarks><b>Consensus</b>: gate, linker and metering read nothing else.</remarks>
public sealed record HostFunctionSpec(
    int Number,
    string Name,
    ImmutableArray<HostParameter> Parameters,
    HostType Result,
    ulong GasBase,
    ulong GasPerByte,
    string Docs)
{
    /// <summary>Gas of a call that moves so many bytes. Lengths are below 2^32, prices below 2^24.</summary>
    public ulong GasOf(ulong bytes) => GasBase + (GasPerByte * bytes);
}
