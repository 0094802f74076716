using System.Diagnostics.CodeAnalysis;
using Aether.Consensus.LightClient;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Sdk.Proofs;

/// <summary>
/// Checks proofs with nothing but a trusted genesis or checkpoint: no node is asked, no clock is read.
/// </summary>
/// <remarks>
/// Finality is more than two thirds of the stake of the block's epoch; epoch proofs in the file lead there, one
/// aggregate check each. Time is given: what is trusted, or was shown last, must not be older than the trusting period.
/// <b>Threads</b>: thread safe. Bad input never throws.
/// </remarks>
public sealed class ProofVerifier
{
    private readonly TrustedEpoch _trusted;

    /// <summary>A verifier that starts from an epoch whose checkpoint the caller has pinned.</summary>
    public ProofVerifier(TrustedEpoch trusted) => _trusted = trusted;

    /// <summary>A verifier that trusts <paramref name="genesis"/>; the caller has pinned its hash.</summary>
    public static bool TryCreate(
        Genesis genesis, [NotNullWhen(true)] out ProofVerifier? verifier, out string reason)
    {
        LightClientError error = TrustedEpoch.TryCreate(genesis, out TrustedEpoch? trusted);
        reason = error == LightClientError.None ? "" : "the BLS key of a validator is not a valid public key";
        verifier = trusted is null ? null : new ProofVerifier(trusted);
        return trusted is not null;
    }

    /// <summary>Follows epoch proofs to the end.</summary>
    /// <param name="file">The proofs.</param>
    /// <param name="nowMs">Milliseconds since the Unix epoch; null accepts trust of any age.</param>
    /// <param name="reached">The last epoch, or null.</param>
    public ProofError VerifyEpochs(EpochsFile file, ulong? nowMs, out TrustedEpoch? reached)
    {
        LightClient client = Start(nowMs);
        ProofError error = file.GenesisHash == _trusted.Checkpoint.GenesisHash
            ? Follow(client, file.Epochs, nowMs)
            : ProofError.WrongChain;
        reached = error == ProofError.None ? client.Epoch : null;
        return error;
    }

    /// <summary>Checks an account proof.</summary>
    /// <param name="file">The proof.</param>
    /// <param name="nowMs">Milliseconds since the Unix epoch; null accepts trust of any age.</param>
    /// <param name="verified">The account, or null.</param>
    public ProofError VerifyAccount(ProofFile file, ulong? nowMs, out VerifiedAccount? verified)
    {
        verified = null;
        ProofError error = VerifyHeader(file, ProofFile.AccountKind, nowMs, out VerifiedHeader? header);
        if (error != ProofError.None)
        {
            return error;
        }
        Account? account = Account.Empty;
        if (!Ace.TryDecode(file.Proof, out SparseMerkleProof proof, out _)
            || (file.Value is not null && !TryDecode(file.Value, out account)))
        {
            return ProofError.Malformed;
        }
        Address address = new(file.Subject);
        Hash256 key = StateKey.ForAccount(address);
        bool holds = header!.HoldsState(key, file.Value, proof);
        verified = holds ? new VerifiedAccount(address, account!, header.Header) : null;
        return holds ? ProofError.None : ProofError.NotIncluded;
    }

    /// <summary>Checks a proof of an object, live, archived or absent.</summary>
    /// <param name="file">The proof.</param>
    /// <param name="nowMs">Milliseconds since the Unix epoch; null accepts trust of any age.</param>
    /// <param name="verified">The object, or null.</param>
    public ProofError VerifyObject(ProofFile file, ulong? nowMs, out VerifiedObject? verified)
    {
        verified = null;
        ProofError error = VerifyHeader(file, ProofFile.ObjectKind, nowMs, out VerifiedHeader? header);
        if (error != ProofError.None)
        {
            return error;
        }
        ObjectTombstone stone = default;
        bool isLive = TryDecode(file.Value, out ObjectRecord? record);
        bool isArchived = !isLive && Ace.TryDecode(file.Value, out stone, out _);
        if (!Ace.TryDecode(file.Proof, out SparseMerkleProof proof, out _)
            || !(isLive || isArchived || file.Value is null))
        {
            return ProofError.Malformed;
        }
        ObjectId id = new(file.Subject);
        bool holds = header!.HoldsState(StateKey.ForObject(id), file.Value, proof);
        verified = holds ? new VerifiedObject(id, record, isArchived ? stone : null, header.Header) : null;
        return holds ? ProofError.None : ProofError.NotIncluded;
    }

    /// <summary>Checks a receipt proof.</summary>
    /// <param name="file">The proof.</param>
    /// <param name="nowMs">Milliseconds since the Unix epoch; null accepts trust of any age.</param>
    /// <param name="verified">The receipt, or null.</param>
    public ProofError VerifyReceipt(ProofFile file, ulong? nowMs, out VerifiedReceipt? verified)
    {
        verified = null;
        ProofError error = VerifyHeader(file, ProofFile.ReceiptKind, nowMs, out VerifiedHeader? header);
        if (error != ProofError.None)
        {
            return error;
        }
        if (!Ace.TryDecode(file.Proof, out MerkleProof proof, out _) || !TryDecode(file.Value, out Receipt? receipt))
        {
            return ProofError.Malformed;
        }
        if (receipt.TransactionId != file.Subject)
        {
            return ProofError.Mismatch;
        }
        bool holds = header!.HoldsReceipt(file.Value!, proof);
        verified = holds ? new VerifiedReceipt(receipt, header.Header) : null;
        return holds ? ProofError.None : ProofError.NotIncluded;
    }

    private LightClient Start(ulong? nowMs) =>
        new(_trusted, nowMs is null ? null : Limits.LightClient.TrustingPeriodMs);

    private ProofError VerifyHeader(ProofFile file, string kind, ulong? nowMs, out VerifiedHeader? verified)
    {
        verified = null;
        if (file.Kind != kind)
        {
            return ProofError.Mismatch;
        }
        if (file.GenesisHash != _trusted.Checkpoint.GenesisHash)
        {
            return ProofError.WrongChain;
        }
        if (!TryDecode(file.Header, out Header? header) || !TryDecode(file.Finality, out FinalityProof? finality))
        {
            return ProofError.Malformed;
        }
        LightClient client = Start(nowMs);
        ProofError error = Follow(client, file.Epochs ?? [], nowMs);
        return error == ProofError.None
            ? Translate(client.VerifyHeader(header, finality, nowMs ?? ulong.MaxValue, out verified))
            : error;
    }

    // Proofs of epochs before the trusted one are not needed: a file from the genesis serves a later checkpoint too.
    private static ProofError Follow(LightClient client, byte[][] proofs, ulong? nowMs)
    {
        foreach (byte[] bytes in proofs)
        {
            if (!TryDecode(bytes, out EpochProof? proof))
            {
                return ProofError.Malformed;
            }
            if (proof.Closing.Epoch < client.Epoch.Checkpoint.Epoch)
            {
                continue;
            }
            LightClientError error = client.Advance(proof, nowMs ?? ulong.MaxValue);
            if (error != LightClientError.None)
            {
                return error == LightClientError.TrustExpired ? ProofError.TrustExpired : ProofError.BadEpochProof;
            }
        }
        return ProofError.None;
    }

    private static ProofError Translate(LightClientError error) => error switch
    {
        LightClientError.None => ProofError.None,
        LightClientError.TrustExpired => ProofError.TrustExpired,
        LightClientError.PastEpoch or LightClientError.SkippedEpoch => ProofError.UnknownEpoch,
        LightClientError.Conflict or LightClientError.FromTheFuture => ProofError.Misbehaviour,
        _ => ProofError.NotFinal,
    };

    private static bool TryDecode<T>(byte[]? bytes, [NotNullWhen(true)] out T? value)
        where T : class, IAceValue<T>
    {
        bool ok = Ace.TryDecode(bytes, out T decoded, out _);
        value = ok ? decoded : null;
        return ok;
    }
}
