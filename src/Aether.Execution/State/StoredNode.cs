using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>A node that lies in the store and was not read yet.</summary>
internal sealed class StoredNode(Hash256 hash, ulong version) : TreeNode(hash, version);
