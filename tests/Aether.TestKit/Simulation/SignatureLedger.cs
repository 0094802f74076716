using System.Runtime.InteropServices;
using Aether.Consensus.Epochs;
using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>Every vote signature that was ever made, honest or not: what certificates can exist at all.</summary>
/// <remarks>Counts stake with its own arithmetic, once for each key, by the set of the epoch.</remarks>
internal sealed class SignatureLedger(Genesis genesis)
{
    private readonly Dictionary<uint, Members> _epochs = [];
    private readonly Dictionary<(uint Epoch, ulong View, VoteKind Kind, Hash256 Hash), ulong> _votes = [];
    private readonly Dictionary<(uint Epoch, ulong View, ulong HighView), ulong> _timeouts = [];
    private readonly Dictionary<(uint Epoch, ulong View, VoteKind Kind), Hash256> _certified = [];

    /// <summary>An epoch begins: until then nobody's signature of it counts.</summary>
    public void Begin(EpochContext epoch)
    {
        ushort[] keys = SimulatedCrypto.KeysOf(genesis, epoch.Validators);
        ulong[] stakes = new ulong[genesis.Validators.Count];
        for (int index = 0; index < keys.Length; index++)
        {
            stakes[keys[index]] = (ulong)epoch.Validators[index].Stake;
        }
        _epochs.Add(epoch.Epoch, new Members(epoch.RootHeader, keys, stakes));
    }

    /// <summary>Records a vote. True when it completes the first quorum of its block.</summary>
    public bool AddVote(ushort key, uint epoch, VoteKind kind, ulong view, Hash256 hash)
    {
        ref ulong signers = ref CollectionsMarshal.GetValueRefOrAddDefault(_votes, (epoch, view, kind, hash), out _);
        ulong before = signers;
        ulong after = before | (1UL << key);
        signers = after;
        if (before == after || !IsQuorum(epoch, after) || IsQuorum(epoch, before))
        {
            return false;
        }
        if (!_certified.TryAdd((epoch, view, kind), hash))
        {
            throw new SimulationViolationException("I-4", $"two blocks of view {view} have a {kind} quorum");
        }
        return true;
    }

    /// <summary>Records a timeout.</summary>
    public void AddTimeout(ushort key, uint epoch, ulong view, ulong highView)
    {
        CollectionsMarshal.GetValueRefOrAddDefault(_timeouts, (epoch, view, highView), out _) |= 1UL << key;
    }

    /// <summary>True when the certificate's signers signed, each counted once, and are a quorum.</summary>
    public bool Exists(QuorumCertificate certificate)
    {
        if (!_epochs.TryGetValue(certificate.Epoch, out Members? members))
        {
            return false;
        }
        if (certificate.IsRoot)
        {
            return certificate.BlockHash == members.Root.Hash && certificate.View == members.Root.View;
        }
        ulong signers = members.MaskOf(certificate.Bitmap);
        ulong known = _votes.GetValueOrDefault(
            (certificate.Epoch, certificate.View, certificate.Kind, certificate.BlockHash));
        return (signers & ~known) == 0 && members.IsQuorum(signers);
    }

    /// <summary>
    /// True when a quorum signed timeouts of this view with the stated certificate views, each key once.
    /// </summary>
    public bool Exists(TimeoutCertificate certificate)
    {
        if (!_epochs.TryGetValue(certificate.Epoch, out Members? members))
        {
            return false;
        }
        ulong all = 0;
        ulong highest = 0;
        foreach (TimeoutGroup group in certificate.Groups)
        {
            ulong signers = members.MaskOf(group.Bitmap);
            ulong known = _timeouts.GetValueOrDefault((certificate.Epoch, certificate.View, group.HighView));
            if ((signers & ~known) != 0 || (signers & all) != 0)
            {
                return false;
            }
            all |= signers;
            highest = Math.Max(highest, group.HighView);
        }
        return members.IsQuorum(all) && highest == certificate.HighCertificate.View
            && certificate.HighCertificate.Epoch == certificate.Epoch
            && certificate.HighCertificate.Kind == VoteKind.Prevote && Exists(certificate.HighCertificate);
    }

    /// <summary>True when a quorum prevoted the block.</summary>
    public bool IsCertified(uint epoch, ulong view, Hash256 hash) =>
        IsQuorum(epoch, _votes.GetValueOrDefault((epoch, view, VoteKind.Prevote, hash)));

    private bool IsQuorum(uint epoch, ulong signers) =>
        _epochs.TryGetValue(epoch, out Members? members) && members.IsQuorum(signers);

    private sealed class Members(Header root, ushort[] keys, ulong[] stakes)
    {
        private readonly ulong _total = Sum(stakes, ulong.MaxValue);

        public Header Root => root;

        public bool IsQuorum(ulong signers)
        {
            ulong weight = Sum(stakes, signers);
            return weight > _total * 2 / 3 && weight * 3 > _total * 2;
        }

        // The keys whose bits of the set are on.
        public ulong MaskOf(byte[] bitmap)
        {
            ulong mask = 0;
            for (int index = 0; index < keys.Length; index++)
            {
                bool on = index / 8 < bitmap.Length && ((bitmap[index / 8] >> (index % 8)) & 1) != 0;
                mask |= on ? 1UL << keys[index] : 0;
            }
            return mask;
        }

        private static ulong Sum(ulong[] stakes, ulong signers)
        {
            ulong weight = 0;
            for (int key = 0; key < stakes.Length; key++)
            {
                weight += ((signers >> key) & 1) != 0 ? stakes[key] : 0;
            }
            return weight;
        }
    }
}
