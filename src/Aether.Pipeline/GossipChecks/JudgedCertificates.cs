using System.Security.Cryptography;
using Aether.Consensus.HotStuff;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Pipeline.GossipChecks;

/// <summary>Whether certificates of one epoch hold: form, weight, then the signature, each distinct one once.</summary>
/// <remarks>
/// What it accepts is passed on, no more: consensus checks what it uses itself. <b>Threads</b>: one.
/// </remarks>
internal sealed class JudgedCertificates(
    ValidatorSet validators, IConsensusCrypto crypto, QuorumCertificate root)
{
    private const int CacheSize = 1_024;

    private readonly HashSet<Hash256> _valid = [];
    private readonly Queue<Hash256> _order = new();
    private readonly AceWriter _scratch = new(1_024);

    /// <summary>True for a valid QC or CC of the epoch, and for the certificate of its root.</summary>
    public bool IsValid(QuorumCertificate certificate)
    {
        if (certificate.Epoch != root.Epoch)
        {
            return false;
        }
        if (certificate.IsRoot)
        {
            return certificate.Equals(root);
        }
        return SignerBitmap.IsCanonical(certificate.Bitmap, validators.Count)
            && Quorum.IsReached(validators.StakeOf(certificate.Bitmap), validators.TotalStake)
            && (IsKnown(certificate, out Hash256 key) || Remember(key, crypto.VerifyCertificate(certificate)));
    }

    /// <summary>True for a valid TC of the epoch whose certificate inside is valid too.</summary>
    public bool IsValid(TimeoutCertificate certificate)
    {
        if (certificate.Epoch != root.Epoch || !HasQuorum(certificate))
        {
            return false;
        }
        return IsKnown(certificate, out Hash256 key)
            || (certificate.HighCertificate.Kind == VoteKind.Prevote
                && IsValid(certificate.HighCertificate)
                && Remember(key, crypto.VerifyTimeoutCertificate(certificate)));
    }

    /// <summary>True for what lets a validator into a view of the epoch.</summary>
    public bool IsValid(EntryCertificate entry) => entry.Quorum is { } quorum
        ? quorum.Kind == VoteKind.Prevote && IsValid(quorum)
        : IsValid(entry.Timeout!);

    private bool HasQuorum(TimeoutCertificate certificate)
    {
        TimeoutGroup[] groups = certificate.Groups;
        if (groups.Length is 0 or > Limits.Consensus.MaxTimeoutGroups
            || groups[^1].HighView != certificate.HighCertificate.View)
        {
            return false;
        }
        byte[] seen = new byte[SignerBitmap.BytesFor(validators.Count)];
        for (int index = 0; index < groups.Length; index++)
        {
            bool fits = (index == 0 || groups[index - 1].HighView < groups[index].HighView)
                && groups[index].HighView < certificate.View
                && SignerBitmap.IsCanonical(groups[index].Bitmap, validators.Count)
                && TryMerge(seen, groups[index].Bitmap);
            if (!fits)
            {
                return false;
            }
        }
        return Quorum.IsReached(validators.StakeOf(seen), validators.TotalStake);
    }

    private static bool TryMerge(byte[] seen, byte[] bitmap)
    {
        int common = 0;
        for (int index = 0; index < seen.Length; index++)
        {
            common |= seen[index] & bitmap[index];
            seen[index] |= bitmap[index];
        }
        return common == 0;
    }

    private bool IsKnown<T>(T certificate, out Hash256 key)
        where T : IAceValue<T>
    {
        _scratch.Clear();
        certificate.Encode(_scratch);
        key = new Hash256(SHA256.HashData(_scratch.WrittenSpan));
        return _valid.Contains(key);
    }

    private bool Remember(Hash256 key, bool isValid)
    {
        if (isValid && _valid.Add(key))
        {
            _order.Enqueue(key);
            if (_order.Count > CacheSize)
            {
                _valid.Remove(_order.Dequeue());
            }
        }
        return isValid;
    }
}
