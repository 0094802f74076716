using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.Simulation;

/// <summary>Crashes, disks that fail, clocks that are wrong, and what operators do.</summary>
public sealed partial class SimulatedNode
{
    private FaultKind? _nextWriteFails;
    private DiskCopy? _oldCopy;
    private long _stalledUntilUs;
    private long _timersLateUntilUs;
    private ulong _corruptedFrom;

    /// <summary>How far the wall clock is off, on top of its skew.</summary>
    internal long JumpMs { get; set; }

    /// <summary>True when a packet of this peer was ever changed on the way here and was still a message.</summary>
    internal bool HeardCorrupted(ushort peer) => ((_corruptedFrom >> peer) & 1) != 0;

    /// <summary>
    /// Stops at once. Of the writes under way a part of each file is on disk, in the order of the file.
    /// </summary>
    public void Crash()
    {
        _simulation.Trace(this, "crash");
        _simulation.Coverage.Crashes++;
        _simulation.Faults.Add(FaultKind.Crash);
        _simulation.Coverage.Add(RareEvent.CrashBeforeSignature, _waiting.Count > 0);
        Stop();
        LoseWrites();
    }

    /// <summary>Stands still for a while.</summary>
    public void Pause(long untilUs) => _pausedUntilUs = untilUs;

    /// <summary>The node will crash after so many effects and stay down for a while.</summary>
    internal void PlanCrash(int afterEffects, long downUs)
    {
        CrashAfterEffects = afterEffects;
        DownUs = downUs;
    }

    /// <summary>The next append or flush fails; the node then stops, as it must.</summary>
    internal void FailNextWrite(FaultKind kind, long downUs)
    {
        _nextWriteFails = kind;
        DownUs = downUs;
    }

    /// <summary>Flushes take until then.</summary>
    internal void StallDisk(long lengthUs)
    {
        _simulation.Faults.Add(FaultKind.DiskStall);
        _stalledUntilUs = _simulation.NowUs + lengthUs;
    }

    /// <summary>Timers fire late for a while.</summary>
    internal void DelayTimers(long lengthUs) => _timersLateUntilUs = _simulation.NowUs + lengthUs;

    /// <summary>
    /// Stops a node and starts it on no data or on old data. Done only to validators that count as faulty: with the
    /// key and without the record of its votes anybody signs twice.
    /// </summary>
    internal void Mistake(FaultKind kind, long downUs)
    {
        if (IsHonest || Core is null)
        {
            return;
        }
        _simulation.Faults.Add(kind);
        DiskCopy now = Disk.Copy();
        Crash();
        if (kind == FaultKind.DiskRestored && _oldCopy is { } old)
        {
            Disk.PutBack(old);
        }
        else if (kind == FaultKind.Wipe)
        {
            Disk.Wipe();
        }
        _oldCopy = now;
        _simulation.At(_simulation.NowUs + downUs, Start);
    }

    /// <summary>The end of faults: clocks are right, disks work.</summary>
    internal void Mend()
    {
        CrashAfterEffects = -1;
        _nextWriteFails = null;
        _stalledUntilUs = 0;
        _timersLateUntilUs = 0;
        JumpMs = 0;
    }

    private void Stop()
    {
        Core = null;
        _incarnation++;
        CrashAfterEffects = -1;
        _nextWriteFails = null;
        _waiting.Clear();
        _pausedUntilUs = 0;
        _diskFreeUs = 0;
        _signerFreeUs = 0;
    }

    // A failed flush takes the unwritten pages with it, and a later one would succeed: the only safe answer is to stop
    // and to read back what is there.
    private void FailWrite()
    {
        _simulation.Trace(this, "disk fails");
        _simulation.Faults.Add(_nextWriteFails!.Value);
        Stop();
        _writes.Clear();
        _simulation.At(_simulation.NowUs + DownUs, Start);
    }

    // Safety log and block store are two files: each keeps a first part of what was written to it, the next record may
    // be torn, and garbage may follow. Checksums make both of these as if they were not there.
    private void LoseWrites()
    {
        if (_writes.Count == 0)
        {
            return;
        }
        _simulation.Coverage.Add(RareEvent.CrashDuringWrite);
        int log = _random.Below(_writes.Count + 1);
        int store = _random.Below(_writes.Count + 1);
        _simulation.Coverage.Add(RareEvent.StoresDiffer, log != store);
        FaultKind damage = _random.Below(3) switch
        {
            0 => FaultKind.DiskLost,
            1 => FaultKind.DiskTorn,
            _ => FaultKind.DiskGarbage,
        };
        _simulation.Faults.Add(damage);
        for (int index = 0; _writes.TryDequeue(out PendingWrite write); index++)
        {
            if (index < (write.Effect is Persist ? log : store))
            {
                Apply(write.Effect);
            }
        }
    }

    private long LocalUs(long globalUs) => globalUs + (globalUs / 1000 * _driftPpm / 1000);

    // The first moment at which the node's own clock shows the time.
    private long GlobalUs(long localUs)
    {
        if (_driftPpm == 0)
        {
            return localUs;
        }
        long global = localUs - (localUs / 1000 * _driftPpm / 1000) - 2;
        while (LocalUs(global) < localUs)
        {
            global++;
        }
        return global;
    }
}
