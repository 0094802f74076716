using Aether.Consensus.SlashingProtection;

namespace Aether.IntegrationTests.Pipeline;

/// <summary>A safety log that survives the node but not the process.</summary>
internal sealed class MemorySafetyLog : ISafetyLog
{
    private volatile SafetyRecord? _last;

    /// <summary>When set, nothing can be appended any more.</summary>
    public bool IsBroken { get; set; }

    /// <inheritdoc/>
    public SafetyRecord? Load() => _last;

    /// <inheritdoc/>
    public void Append(SafetyRecord record)
    {
        if (IsBroken)
        {
            throw new IOException("the disk is full");
        }
        _last = record;
    }
}
