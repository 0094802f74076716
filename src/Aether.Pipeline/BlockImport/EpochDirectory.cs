using Aether.Consensus.Epochs;
using Aether.Consensus.Slashing;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Staking;

namespace Aether.Pipeline.BlockImport;

/// <summary>The validator sets of the epochs whose signatures can still matter, the newest one current.</summary>
/// <remarks><b>Threads</b>: the execution thread alone.</remarks>
internal sealed class EpochDirectory
{
    private readonly IConsensusCryptoFactory _crypto;
    private readonly SortedDictionary<uint, EvidenceChecker> _epochs = [];

    /// <summary>Starts with the epochs that can still be convicted in, the current one last.</summary>
    public EpochDirectory(IConsensusCryptoFactory crypto, IReadOnlyList<EpochContext> epochs)
    {
        _crypto = crypto;
        Current = CheckerOf(epochs[^1]);
        foreach (EpochContext epoch in epochs)
        {
            Add(epoch);
        }
    }

    /// <summary>The current epoch.</summary>
    public EvidenceChecker Current { get; private set; }

    /// <summary>Epochs held.</summary>
    public int Count => _epochs.Count;

    /// <summary>Adds an epoch; the highest becomes current, those too old to be convicted in are forgotten.</summary>
    public void Add(EpochContext epoch)
    {
        EvidenceChecker checker = epoch.Epoch == Current.Epoch ? Current : CheckerOf(epoch);
        _epochs[epoch.Epoch] = checker;
        if (epoch.Epoch > Current.Epoch)
        {
            Current = checker;
        }
        while (Oldest() + (ulong)StakingRules.UnbondingEpochs < Current.Epoch)
        {
            _epochs.Remove(Oldest());
        }
    }

    /// <summary>The set of an epoch; null for one that is not known or too old.</summary>
    public ValidatorSet? FindSet(uint epoch) => _epochs.GetValueOrDefault(epoch)?.Validators;

    /// <summary>What a piece of evidence proves; nothing when it proves nothing or its epoch is not known.</summary>
    public Conviction[] Judge(Evidence evidence)
    {
        bool known = _epochs.TryGetValue(EvidenceChecker.EpochOf(evidence), out EvidenceChecker? checker);
        return known && checker!.Check(evidence, out Conviction[] convictions) == EvidenceError.None
            ? convictions
            : [];
    }

    private EvidenceChecker CheckerOf(EpochContext epoch) =>
        new(epoch.Validators, epoch.RootCertificate, _crypto.Create(epoch));

    private uint Oldest()
    {
        foreach (KeyValuePair<uint, EvidenceChecker> entry in _epochs)
        {
            return entry.Key;
        }
        throw new InvariantViolationException("a directory without epochs");
    }
}
