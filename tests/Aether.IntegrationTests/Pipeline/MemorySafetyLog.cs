using Aether.Consensus.SlashingProtection;

namespace Aether.IntegrationTests.Pipeline;

/// <summary>A safety log that survives the node but not the process.</summary>
internal sealed class MemorySafetyLog : ISafetyLog
{
    private volatile SafetyRecord? _last;

    /// <inheritdoc/>
    public SafetyRecord? Load() => _last;

    /// <inheritdoc/>
    public void Append(SafetyRecord record) => _last = record;
}
