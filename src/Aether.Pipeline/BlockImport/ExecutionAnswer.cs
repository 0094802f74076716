using Aether.Consensus.HotStuff;
using Aether.Core.Types;

namespace Aether.Pipeline.BlockImport;

/// <summary>What the execution thread tells the consensus thread.</summary>
internal abstract record ExecutionAnswer;

/// <summary>Answers <see cref="BuildRequest"/>; null when there was nothing to build on.</summary>
internal sealed record BuiltAnswer(ulong View, BuiltBlock? Block) : ExecutionAnswer;

/// <summary>Answers <see cref="ExecuteRequest"/>.</summary>
internal sealed record ExecutedAnswer(Hash256 BlockHash, bool Valid) : ExecutionAnswer;
