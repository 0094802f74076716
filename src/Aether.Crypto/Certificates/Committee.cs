using System.Diagnostics.CodeAnalysis;
using Aether.Core.Types;
using Aether.Crypto.Bls12381;

namespace Aether.Crypto.Certificates;

/// <summary>The decoded keys of one epoch's validators, and every check of their votes and certificates.</summary>
/// <remarks>
/// <b>Threads</b>: any. <b>Cost</b>: a certificate is one key sum and two pairings, a TC one pairing more per group;
/// messages stay prepared for the next vote (<see cref="BlsMessageCache"/>). No input throws.
/// </remarks>
public sealed class Committee
{
    // Below it the weights of a batch cost more than the pairings they save.
    private const int LeastBatch = 3;

    private readonly ValidatorSet _validators;
    private readonly Hash256 _genesisHash;
    private readonly BlsKey[] _keys;
    private readonly BlsKeySums _sums;
    private readonly BlsMessageCache _messages = new();

    private Committee(ValidatorSet validators, Hash256 genesisHash, BlsKey[] keys)
    {
        _validators = validators;
        _genesisHash = genesisHash;
        _keys = keys;
        _sums = new BlsKeySums(keys);
    }

    /// <summary>Decodes and checks every BLS key once; false names the first bad one.</summary>
    public static bool TryCreate(
        ValidatorSet validators, Hash256 genesisHash, [NotNullWhen(true)] out Committee? committee, out string reason)
    {
        BlsKey[] keys = new BlsKey[validators.Count];
        committee = null;
        for (int index = 0; index < keys.Length; index++)
        {
            if (!BlsKey.TryDecode(validators[index].BlsKey.Span, out BlsKey? key))
            {
                reason = $"the BLS key of validator {index} is not a valid public key";
                return false;
            }
            keys[index] = key;
        }
        committee = new Committee(validators, genesisHash, keys);
        reason = "";
        return true;
    }

    /// <summary>One vote's signature by its voter.</summary>
    public bool VerifyVote(Vote vote)
    {
        Span<byte> message = stackalloc byte[SigningMessages.VoteBytes];
        SigningMessages.WriteVote(message, _genesisHash, vote.Kind, vote.Epoch, vote.View, vote.BlockHash);
        return vote.Voter < _keys.Length
            && _messages.Verify(_keys[vote.Voter], message, vote.Signature.Span);
    }

    /// <summary>One timeout's signature by its voter; the certificates it carries are not looked at.</summary>
    public bool VerifyTimeout(TimeoutVote timeout)
    {
        Span<byte> message = stackalloc byte[SigningMessages.TimeoutBytes];
        SigningMessages.WriteTimeout(message, _genesisHash, timeout.Epoch, timeout.View, timeout.HighView);
        return timeout.Voter < _keys.Length
            && _messages.Verify(_keys[timeout.Voter], message, timeout.Signature.Span);
    }

    /// <summary>
    /// Many votes at once, which are all of one kind, for one block in one view: one verdict each, as
    /// <see cref="VerifyVote"/> gives it. Without bad votes it is one check; bad ones are found by halving.
    /// </summary>
    public void VerifyVotes(IReadOnlyList<Vote> votes, Span<bool> verdicts)
    {
        if (votes.Count == 0)
        {
            return;
        }
        Vote first = votes[0];
        Span<byte> message = stackalloc byte[SigningMessages.VoteBytes];
        SigningMessages.WriteVote(message, _genesisHash, first.Kind, first.Epoch, first.View, first.BlockHash);
        BlsKey[] keys = new BlsKey[votes.Count];
        byte[] signatures = new byte[keys.Length * BlsSignature.Bytes];
        for (int index = 0; index < keys.Length; index++)
        {
            keys[index] = _keys[votes[index].Voter];
            votes[index].Signature.Span.CopyTo(signatures.AsSpan(index * BlsSignature.Bytes));
        }
        Admit(keys, message, signatures, verdicts);
    }

    /// <summary>Many timeouts of one view at once: one check for each view they report, and halving.</summary>
    public void VerifyTimeouts(IReadOnlyList<TimeoutVote> timeouts, Span<bool> verdicts)
    {
        Span<byte> message = stackalloc byte[SigningMessages.TimeoutBytes];
        foreach (IGrouping<ulong, int> group in Enumerable.Range(0, timeouts.Count)
            .GroupBy(index => timeouts[index].HighView))
        {
            int[] places = [.. group];
            TimeoutVote first = timeouts[places[0]];
            SigningMessages.WriteTimeout(message, _genesisHash, first.Epoch, first.View, first.HighView);
            BlsKey[] keys = [.. places.Select(place => _keys[timeouts[place].Voter])];
            byte[] signatures = [.. places.SelectMany(place => timeouts[place].Signature.Span.ToArray())];
            bool[] part = new bool[places.Length];
            Admit(keys, message, signatures, part);
            for (int index = 0; index < places.Length; index++)
            {
                verdicts[places[index]] = part[index];
            }
        }
    }

    /// <summary>A certificate: canonical bitmap, more than two thirds of the stake, aggregate signature.</summary>
    public bool VerifyQuorum(QuorumCertificate certificate) =>
        SignerBitmap.IsCanonical(certificate.Bitmap, _keys.Length)
        && Quorum.IsReached(_validators.StakeOf(certificate.Bitmap), _validators.TotalStake)
        && VerifyAggregate(certificate);

    /// <summary>
    /// The aggregate signature of a certificate by the signers in its bitmap, without counting stake.
    /// </summary>
    public bool VerifyAggregate(QuorumCertificate certificate)
    {
        if (!SignerBitmap.IsCanonical(certificate.Bitmap, _keys.Length))
        {
            return false;
        }
        Span<byte> message = stackalloc byte[SigningMessages.VoteBytes];
        SigningMessages.WriteVote(
            message, _genesisHash, certificate.Kind, certificate.Epoch, certificate.View, certificate.BlockHash);
        return _sums.TrySum(certificate.Bitmap, out BlsKey? sum)
            && _messages.Verify(sum, message, certificate.Signature.Span);
    }

    /// <summary>The aggregate signature of a timeout certificate over its groups, without counting stake.</summary>
    public bool VerifyAggregate(TimeoutCertificate certificate)
    {
        BlsKey[] sums = new BlsKey[certificate.Groups.Length];
        byte[] messages = new byte[sums.Length * SigningMessages.TimeoutBytes];
        int[] ends = new int[sums.Length];
        for (int index = 0; index < sums.Length; index++)
        {
            TimeoutGroup group = certificate.Groups[index];
            if (!SignerBitmap.IsCanonical(group.Bitmap, _keys.Length)
                || !_sums.TrySum(group.Bitmap, out BlsKey? sum))
            {
                return false;
            }
            sums[index] = sum;
            SigningMessages.WriteTimeout(
                messages.AsSpan(index * SigningMessages.TimeoutBytes, SigningMessages.TimeoutBytes),
                _genesisHash,
                certificate.Epoch,
                certificate.View,
                group.HighView);
            ends[index] = (index + 1) * SigningMessages.TimeoutBytes;
        }
        return sums.Length > 0 && Bls.AggregateVerify(sums, messages, ends, certificate.Signature.Span);
    }

    /// <summary>True when <paramref name="proof"/> shows that the block with this header is final.</summary>
    /// <remarks>
    /// A commit certificate of the block or of a descendant with the whole header path, or the quorum certificates of
    /// two blocks in consecutive views, the first being the block or such a descendant.
    /// </remarks>
    public bool VerifyFinality(Header header, FinalityProof proof)
    {
        Header certified = header;
        foreach (Header next in proof.Path)
        {
            if (next.ParentHash != certified.Hash || next.Epoch != header.Epoch)
            {
                return false;
            }
            certified = next;
        }
        QuorumCertificate certificate = proof.Certificate;
        if (certificate.BlockHash != certified.Hash || certificate.View != certified.View
            || certificate.Epoch != certified.Epoch || !VerifyQuorum(certificate))
        {
            return false;
        }
        return certificate.Kind == VoteKind.Precommit
            ? proof.Child is null && proof.ChildCertificate is null
            : VerifyTwoChain(certified, proof);
    }

    private bool VerifyTwoChain(Header certified, FinalityProof proof) =>
        proof.Child is { } child && proof.ChildCertificate is { Kind: VoteKind.Prevote } certificate
        && child.ParentHash == certified.Hash && child.Epoch == certified.Epoch
        && child.View == certified.View + 1
        && certificate.BlockHash == child.Hash && certificate.View == child.View
        && certificate.Epoch == child.Epoch && VerifyQuorum(certificate);

    private void Admit(
        BlsKey[] keys, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signatures, Span<bool> verdicts)
    {
        if (keys.Length < LeastBatch)
        {
            for (int index = 0; index < keys.Length; index++)
            {
                ReadOnlySpan<byte> signature = signatures.Slice(index * BlsSignature.Bytes, BlsSignature.Bytes);
                verdicts[index] = _messages.Verify(keys[index], message, signature);
            }
            return;
        }
        using BlsVotes admission = new(keys.Length, degree: 1);
        byte[] bits = new byte[BlsVotes.VerdictBytes(keys.Length)];
        Span<byte> sum = stackalloc byte[BlsSignature.Bytes];
        admission.Admit(BlsVoteRule.Each, keys, message, signatures, bits, sum);
        for (int index = 0; index < keys.Length; index++)
        {
            verdicts[index] = SignerBitmap.Contains(bits, index);
        }
    }
}
