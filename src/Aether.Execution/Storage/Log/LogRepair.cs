using Aether.Core.Types;

namespace Aether.Execution.Storage.Log;

/// <summary>What of a log is whole, and how to go on with only that.</summary>
/// <param name="Damage">What is wrong; null for a whole log.</param>
/// <param name="LastWhole">Sequence of the last record before the damage; 0 for none.</param>
/// <param name="LostBytes">Bytes of segments from the damage on.</param>
public sealed record LogRepair(string? Damage, ulong LastWhole, long LostBytes)
{
    /// <summary>Looks; changes nothing.</summary>
    public static LogRepair Inspect(ILogDisk disk, Hash256 chain) => Walk(disk, chain, cut: false);

    /// <summary>
    /// Removes everything from the first damage on. Final blocks after it are lost here: the node gets them from peers.
    /// </summary>
    /// <param name="disk">The log.</param>
    /// <param name="options">What it belongs to.</param>
    /// <param name="applied">Records the store has: the log goes on behind them even if it holds fewer.</param>
    public static LogRepair Cut(ILogDisk disk, BlockLogOptions options, ulong applied)
    {
        LogRepair found = Walk(disk, options.Chain, cut: true);
        if (found.LastWhole < applied || disk.List().All(name => !LogFormat.TryReadName(name, out _)))
        {
            foreach (string name in disk.List())
            {
                if (LogFormat.TryReadName(name, out _))
                {
                    disk.Delete(name);
                }
            }
            using ILogFile file = disk.Create(LogFormat.NameOf(applied + 1));
            byte[] header = new byte[LogFormat.SegmentHeaderBytes];
            LogSegmentHeader values = new(applied + 1, options.NewIdentity, options.Chain, Hash256.Zero);
            LogFormat.WriteSegmentHeader(header, values);
            file.Write(0, header);
            file.Sync();
        }
        disk.SyncNames();
        return found;
    }

    private static LogRepair Walk(ILogDisk disk, Hash256 chain, bool cut)
    {
        string? damage = null;
        long lost = 0;
        ulong next = 0;
        Hash256 digest = Hash256.Zero;
        foreach (string name in disk.List())
        {
            if (!LogFormat.TryReadName(name, out ulong first))
            {
                continue;
            }
            using ILogFile file = disk.Open(name);
            if (damage is null)
            {
                LogSegment segment = LogSegment.Read(file, ulong.MaxValue, null);
                bool follows = segment.HasHeader && segment.Header.First == first && segment.Header.Chain == chain
                    && (next == 0 || (first == next && segment.Header.Before == digest));
                damage = follows ? segment.Damage : "its header is damaged or it does not follow what lies before it";
                if (follows)
                {
                    (next, digest) = (segment.Next, segment.Digest);
                }
                if (damage is null)
                {
                    continue;
                }
                damage = $"{name}: {damage}";
                lost += follows ? file.Length - segment.End : file.Length;
                if (cut && follows)
                {
                    file.Truncate(segment.End);
                    file.Sync();
                    continue;
                }
            }
            else
            {
                lost += file.Length;
            }
            if (cut)
            {
                disk.Delete(name);
            }
        }
        return new LogRepair(damage, next == 0 ? 0 : next - 1, lost);
    }
}
