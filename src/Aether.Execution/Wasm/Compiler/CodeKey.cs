using Aether.Core.Types;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>Names one translation of a module.</summary>
/// <param name="Hash">Hash of the encoded module.</param>
/// <param name="Engine">Version of the engine.</param>
/// <param name="Schedule">Version of the gas schedule its code holds the prices of.</param>
public readonly record struct CodeKey(Hash256 Hash, uint Engine, uint Schedule);
