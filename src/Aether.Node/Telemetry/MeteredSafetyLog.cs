using System.Diagnostics;
using Aether.Consensus.SlashingProtection;

namespace Aether.Node.Telemetry;

/// <summary>A safety log that tells how long the disk takes.</summary>
/// <remarks><b>Ownership</b>: the log below stays its owner's.</remarks>
internal sealed class MeteredSafetyLog(ISafetyLog log, FsyncTimes times) : ISafetyLog
{
    /// <inheritdoc/>
    public SafetyRecord? Load() => log.Load();

    /// <inheritdoc/>
    public void Append(SafetyRecord record)
    {
        long start = Stopwatch.GetTimestamp();
        log.Append(record);
        times.Record("safety", Stopwatch.GetElapsedTime(start));
    }
}
