using Aether.Consensus.SlashingProtection;
using Aether.Core.Diagnostics;

namespace Aether.Node.Signing;

/// <summary>The safety log of a node that signs nothing: writing to it is a defect.</summary>
internal sealed class NoSafetyLog : ISafetyLog
{
    /// <inheritdoc/>
    public SafetyRecord? Load() => null;

    /// <inheritdoc/>
    public void Append(SafetyRecord record) =>
        throw new InvariantViolationException("a node without keys would have signed");
}
