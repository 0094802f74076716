using System.Security.Cryptography;
using Aether.Consensus.HotStuff;
using Aether.Core;
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
    public bool IsValid(QuorumCertificate certificate) => Check(certificate) == CertificateError.None;

    /// <summary>True for a valid TC of this epoch whose certificate inside is valid too.</summary>
    public bool IsValid(TimeoutCertificate certificate) => Check(certificate) == CertificateError.None;

    /// <summary>None for a valid QC or CC of this epoch, and for the root certificate itself.</summary>
    public CertificateError Check(QuorumCertificate certificate)
    {
        if (certificate.Epoch != _root.Epoch)
        {
            return CertificateError.WrongEpoch;
        }
        if (certificate.IsRoot)
        {
            return certificate.Equals(_root) ? CertificateError.None : CertificateError.NotTheRoot;
        }
        CertificateError error = CheckBitmap(certificate.Bitmap);
        if (error != CertificateError.None)
        {
            return error;
        }
        if (!_rules.IsQuorum(_validators.StakeOf(certificate.Bitmap), _validators.TotalStake))
        {
            return CertificateError.BelowQuorum;
        }
        Hash256 key = KeyOf(certificate);
        return _valid.Contains(key) ? CertificateError.None : Remember(key, _crypto.CheckCertificate(certificate));
    }

    /// <summary>None for a valid TC of this epoch whose certificate inside is valid too.</summary>
    public CertificateError Check(TimeoutCertificate certificate)
    {
        CertificateError error = certificate.Epoch != _root.Epoch ? CertificateError.WrongEpoch
            : CheckGroups(certificate);
        if (error != CertificateError.None)
        {
            return error;
        }
        Hash256 key = KeyOf(certificate);
        if (_valid.Contains(key))
        {
            return CertificateError.None;
        }
        error = certificate.HighCertificate.Kind != VoteKind.Prevote ? CertificateError.HighCertificateKind
            : Check(certificate.HighCertificate) != CertificateError.None ? CertificateError.HighCertificate
            : _crypto.CheckTimeoutCertificate(certificate);
        return Remember(key, error);
    }

    /// <summary>Remembers a certificate made here from verified votes.</summary>
    public void Trust(QuorumCertificate certificate) => Remember(KeyOf(certificate), CertificateError.None);

    private CertificateError CheckBitmap(byte[] bitmap)
    {
        int count = _validators.Count;
        return bitmap.Length != SignerBitmap.BytesFor(count) ? CertificateError.BitmapLength
            : SignerBitmap.IsCanonical(bitmap, count) ? CertificateError.None
            : bitmap.AsSpan().IndexOfAnyExcept((byte)0) < 0 ? CertificateError.NoSigners
            : CertificateError.TrailingBits;
    }

    // The decoder asks for some of this too; voting rests on it, so it does not depend on where a certificate came
    // from.
    private CertificateError CheckGroups(TimeoutCertificate certificate)
    {
        TimeoutGroup[] groups = certificate.Groups;
        if (groups.Length is 0 or > Limits.Consensus.MaxTimeoutGroups)
        {
            return CertificateError.GroupCount;
        }
        byte[] seen = new byte[SignerBitmap.BytesFor(_validators.Count)];
        for (int index = 0; index < groups.Length; index++)
        {
            CertificateError error = index > 0 && groups[index - 1].HighView >= groups[index].HighView
                ? CertificateError.GroupOrder
                : groups[index].HighView >= certificate.View ? CertificateError.GroupView
                : CheckBitmap(groups[index].Bitmap);
            if (error == CertificateError.None && !TryMerge(seen, groups[index].Bitmap))
            {
                error = CertificateError.DuplicateSigner;
            }
            if (error != CertificateError.None)
            {
                return error;
            }
        }
        return groups[^1].HighView != certificate.HighCertificate.View ? CertificateError.HighViewMismatch
            : _rules.IsQuorum(_validators.StakeOf(seen), _validators.TotalStake) ? CertificateError.None
            : CertificateError.BelowQuorum;
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

    private CertificateError Remember(Hash256 key, CertificateError error)
    {
        if (error == CertificateError.None && _valid.Add(key))
        {
            _order.Enqueue(key);
        }
        if (_order.Count > CacheSize)
        {
            _valid.Remove(_order.Dequeue());
        }
        return error;
    }

    private Hash256 KeyOf<T>(T value)
        where T : IAceValue<T>
    {
        _scratch.Clear();
        value.Encode(_scratch);
        return new Hash256(SHA256.HashData(_scratch.WrittenSpan));
    }
}
