namespace Aether.Tools.Contracts;

/// <summary>Languages of the kit.</summary>
internal enum ContractLanguage
{
    /// <summary>C, by clang-14 and wasm-ld-14.</summary>
    C,

    /// <summary>AssemblyScript, by the npm package `assemblyscript`.</summary>
    AssemblyScript,
}
