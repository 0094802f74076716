using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>A new value hash for a key; null removes the key.</summary>
internal readonly record struct KeyChange(Hash256 Key, Hash256? ValueHash);
