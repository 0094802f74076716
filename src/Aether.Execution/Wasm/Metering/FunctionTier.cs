namespace Aether.Execution.Wasm.Metering;

/// <summary>How a function is compiled: shapes that make the JIT slow are not optimised or not compiled.</summary>
internal enum FunctionTier : byte
{
    /// <summary>The JIT optimises it.</summary>
    Optimized,

    /// <summary>The JIT translates it as it is.</summary>
    Plain,

    /// <summary>It stays with the interpreter.</summary>
    Interpreted,
}
