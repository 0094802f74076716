namespace Aether.TestKit.Wasm;

/// <summary>A valid module of integer operations, and what to do with it.</summary>
/// <param name="Seed">What it was made from.</param>
/// <param name="Bytes">The encoded module. It imports nothing.</param>
/// <param name="Calls">Functions "f0", "f1", ... without parameters, to be called in order.</param>
/// <param name="Globals">Exported globals "g0", "g1", ...; "g0" is the fuel that ends every loop and recursion.</param>
/// <param name="Deep">True when its fuel lets it recurse deeper than a call may go.</param>
public sealed record GeneratedModule(ulong Seed, byte[] Bytes, int Calls, int Globals, bool Deep);
