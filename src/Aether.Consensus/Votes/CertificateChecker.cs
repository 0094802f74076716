using System.Security.Cryptography;
using Aether.Consensus.HotStuff;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Consensus.Votes;

/// <summary>
/// Full checks of certificates: canonical form, weight, then the signature, each distinct certificate once.
/// </summary>
internal sealed class CertificateChecker
{
    // Each entry is 32 bytes; certificates of the last hundred views, from all validators, fit many times over.
    private const int CacheSize = 1_024;

    private readonly ValidatorSet _validators;
    private readonly IConsensusCrypto _crypto;
    private readonly ConsensusRules _rules;
    private readonly QuorumCertificate _root;
    private readonly HashSet<Hash256> _valid = [];
    private readonly Queue<Hash256> _order = new();
    private readonly AceWriter _scratch = new(1024);

    public CertificateChecker(
        ValidatorSet validators, IConsensusCrypto crypto, ConsensusRules rules, QuorumCertificate root)
    {
        _validators = validators;
        _crypto = crypto;
        _rules = rules;
        _root = root;
    }

    /// <summary>True for a valid QC or CC of this epoch, and for the root certificate itself.</summary>
    public bool IsValid(QuorumCertificate certificate)
    {
        if (certificate.IsRoot)
        {
            return certificate.Equals(_root);
        }
        if (certificate.Epoch != _root.Epoch
            || !SignerBitmap.IsCanonical(certificate.Bitmap, _validators.Count)
            || !_rules.IsQuorum(_validators.StakeOf(certificate.Bitmap), _validators.TotalStake))
        {
            return false;
        }
        Hash256 key = KeyOf(certificate);
        return _valid.Contains(key) || (_crypto.VerifyCertificate(certificate) && Remember(key));
    }

    /// <summary>True for a valid TC of this epoch whose certificate inside is valid too.</summary>
    public bool IsValid(TimeoutCertificate certificate)
    {
        if (certificate.Epoch != _root.Epoch || !HasAscendingGroups(certificate)
            || !HasQuorumOfDistinctSigners(certificate))
        {
            return false;
        }
        Hash256 key = KeyOf(certificate);
        if (_valid.Contains(key))
        {
            return true;
        }
        return certificate.HighCertificate.Kind == VoteKind.Prevote
            && IsValid(certificate.HighCertificate)
            && _crypto.VerifyTimeoutCertificate(certificate)
            && Remember(key);
    }

    /// <summary>Remembers a certificate made here from verified votes.</summary>
    public void Trust(QuorumCertificate certificate) => Remember(KeyOf(certificate));

    // The decoder asks for the same; voting rests on it, so it does not depend on where a certificate came from.
    private static bool HasAscendingGroups(TimeoutCertificate certificate)
    {
        TimeoutGroup[] groups = certificate.Groups;
        for (int index = 1; index < groups.Length; index++)
        {
            if (groups[index - 1].HighView >= groups[index].HighView)
            {
                return false;
            }
        }
        return groups.Length > 0 && groups[^1].HighView == certificate.HighCertificate.View;
    }

    private bool HasQuorumOfDistinctSigners(TimeoutCertificate certificate)
    {
        byte[] seen = new byte[SignerBitmap.BytesFor(_validators.Count)];
        foreach (TimeoutGroup group in certificate.Groups)
        {
            if (group.HighView >= certificate.View || !SignerBitmap.IsCanonical(group.Bitmap, _validators.Count))
            {
                return false;
            }
            for (int index = 0; index < seen.Length; index++)
            {
                if ((seen[index] & group.Bitmap[index]) != 0)
                {
                    return false;
                }
                seen[index] |= group.Bitmap[index];
            }
        }
        return _rules.IsQuorum(_validators.StakeOf(seen), _validators.TotalStake);
    }

    private bool Remember(Hash256 key)
    {
        if (_valid.Add(key))
        {
            _order.Enqueue(key);
        }
        if (_order.Count > CacheSize)
        {
            _valid.Remove(_order.Dequeue());
        }
        return true;
    }

    private Hash256 KeyOf<T>(T value)
        where T : IAceValue<T>
    {
        _scratch.Clear();
        value.Encode(_scratch);
        return new Hash256(SHA256.HashData(_scratch.WrittenSpan));
    }
}
