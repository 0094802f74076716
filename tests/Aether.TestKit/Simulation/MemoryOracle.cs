using System.Collections;
using Aether.Core;
using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>I-17: nothing that a core holds is ever longer than its bound, whatever it is sent.</summary>
/// <remarks>
/// The lengths of what the core holds itself are compared after every step, those inside of it after every
/// <see cref="StepsBetweenDeepLooks"/> of a node and at the end of a run. A collection without a bound here is a
/// violation too: whoever adds one says how long it may become.
/// </remarks>
internal sealed class MemoryOracle
{
    private const uint StepsBetweenDeepLooks = 4_096;

    // Views for which something is kept: the current one, the window behind and the window ahead.
    private const int Views = (int)(Limits.Consensus.MaxPastViews + Limits.Consensus.MaxFutureViews) + 1;

    private const int MostCertificates = 1_024;
    private const int MostOfOneView = 8;

    // Certificates and headers are remembered for contradictions over both windows.
    private const int EvidenceViews = (int)(Limits.Evidence.WindowViews + Limits.Consensus.MaxFutureViews) + 1;

    // Each view that is entered asks for a VRF proof, and the others for a header, two votes and a timeout. A node that
    // starts from stored blocks enters the view of every one of them in one step, before its signer answers.
    private const int MostSignatures = Limits.Consensus.MaxPendingBlocks + (5 * Views);

    private readonly int _validators;
    private readonly int[] _bounds;
    private readonly Dictionary<string, int> _known = [];

    public MemoryOracle(int validators)
    {
        _validators = validators;
        _bounds = [.. OwnedCollections.Names.Select(Require)];
    }

    /// <summary>A node made a step.</summary>
    public void Observe(SimulatedNode node, uint step)
    {
        int index = OwnedCollections.FindAbove(node.Core!, _bounds);
        if (index >= 0)
        {
            int[] lengths = new int[_bounds.Length];
            OwnedCollections.Measure(node.Core!, lengths);
            Fail(node, OwnedCollections.Names[index], lengths[index], _bounds[index]);
        }
        if (step % StepsBetweenDeepLooks == StepsBetweenDeepLooks - 1)
        {
            LookInside(node);
        }
    }

    /// <summary>Compares also what is inside of collections.</summary>
    public void LookInside(SimulatedNode node)
    {
        if (node.Core is not { } core)
        {
            return;
        }
        IEnumerable?[] all = OwnedCollections.Read(core);
        for (int index = 0; index < all.Length; index++)
        {
            if (all[index] is not { } collection)
            {
                continue;
            }
            foreach ((string name, int count) in OwnedCollections.Inside(OwnedCollections.Names[index], collection))
            {
                int bound = Require(name);
                if (count > bound)
                {
                    Fail(node, name, count, bound);
                }
            }
        }
    }

    private static void Fail(SimulatedNode node, string name, int count, int bound) =>
        throw new SimulationViolationException(
            "I-17", $"node {node.Endpoint} holds {count} in {name}, where the bound is {bound}");

    private int Require(string name)
    {
        if (!_known.TryGetValue(name, out int bound))
        {
            bound = BoundOf(name, _validators)
                ?? throw new SimulationViolationException("I-17", $"{name} has no bound");
            _known.Add(name, bound);
        }
        return bound;
    }

    private static int? BoundOf(string name, int validators) =>
        OfTallies(name, validators) ?? OfBlocks(name) ?? OfEvidence(name, validators) ?? OfEpochs(name, validators);

    // One place for each validator in each view and kind.
    private static int? OfTallies(string name, int validators) => name switch
    {
        "VoteTally._slots" => 2 * Views,
        "VoteTally.Slot.Entries" or "VoteTally.Slot.Weights" or "VoteTally.Slot.Certified" => validators,
        "TimeoutTally._slots" => Views,
        "TimeoutTally.Slot.Entries" => validators,
        "TimeoutTally._highs" => Views * validators,
        "CertificateChecker._valid" or "CertificateChecker._order" => MostCertificates,
        "ConsensusCore._signing" => MostSignatures,
        _ => null,
    };

    private static int? OfBlocks(string name) => name switch
    {
        "BlockTree._byHash" or "BlockTree._byView" => Limits.Consensus.MaxPendingBlocks,
        "ConsensusCore._restoredPending" => Limits.Consensus.MaxPendingBlocks,
        "BlockTree._byView[]" => Limits.Consensus.MaxProposalsPerView,
        "BlockRequests._open" => Limits.Consensus.MaxProposalsPerView,
        "ConsensusCore._orphanCertificates" or "ConsensusCore._orphanOrder" => Limits.Consensus.MaxProposalsPerView,
        "ConsensusCore._ownPayload" => Limits.Block.MaxPayloadBytes,
        _ => null,
    };

    private static int? OfEvidence(string name, int validators) => name switch
    {
        "EvidenceDetector._certificates" or "EvidenceDetector._timeoutCertificates" => EvidenceViews,
        "EvidenceDetector._certificates[]" or "EvidenceDetector._timeoutCertificates[]" => MostOfOneView,
        "EvidenceDetector._forbidden" or "EvidenceDetector._forbidden[]" => Limits.Evidence.MaxRemembered,
        "EvidenceDetector._found" => Limits.Evidence.MaxPending,
        "EvidencePool._pieces" => Limits.Evidence.MaxPending,
        "EvidencePool.Piece.Open" => validators,
        "EvidencePool._charged" => validators * Enum.GetValues<EvidenceKind>().Length,
        "ConsensusCore._finalViews" => (int)Limits.Evidence.WindowViews,
        _ => null,
    };

    private static int? OfEpochs(string name, int validators) => name switch
    {
        "ChainCore._later" => Limits.Consensus.MaxRecentEpochs,
        "ProofAnswers._recent" => Limits.Consensus.MaxRecentEpochs,
        "ProofAnswers._nextMs" or "EarlyMessages._perPeer" or "EpochSearch._ahead" => validators,
        "EarlyMessages._messages" => Math.Min(
            Limits.Consensus.MaxEarlyMessages, Limits.Consensus.MaxEarlyMessagesPerPeer * validators),
        _ => null,
    };
}
