using System.Numerics;
using Aether.Core.Types;

namespace Aether.TestKit.Ledger;

/// <summary>A registered validator of <see cref="SpecStaking"/>.</summary>
public sealed class SpecValidator(Validator keys)
{
    /// <summary>Its keys; the stake in them is the last one that was not zero.</summary>
    public Validator Keys { get; private set; } = keys;

    /// <summary>Its stake.</summary>
    public BigInteger Stake { get; private set; } = (BigInteger)keys.Stake;

    /// <summary>First epoch it may serve in again.</summary>
    public uint JailedUntil { get; set; }

    /// <summary>What it was punished for.</summary>
    public List<(uint Epoch, EvidenceKind Kind)> Punished { get; private set; } = [];

    /// <summary>Convicted at least once.</summary>
    public bool IsTombstoned { get; set; }

    /// <summary>Takes a part of the stake away.</summary>
    public void Take(BigInteger amount)
    {
        Stake -= amount;
        if (Stake > 0)
        {
            Keys = Keys with { Stake = (UInt128)Stake };
        }
    }

    /// <summary>Notes an offence and forgets those that no evidence can name any more.</summary>
    public void Note(uint epoch, EvidenceKind kind, uint now)
    {
        Punished = [.. Punished.Where(past => past.Epoch + 28L >= now), (epoch, kind)];
        IsTombstoned = true;
    }
}
