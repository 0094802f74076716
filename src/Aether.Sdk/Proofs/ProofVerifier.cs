using System.Diagnostics.CodeAnalysis;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Certificates;
using Aether.Crypto.Merkle;

namespace Aether.Sdk.Proofs;

/// <summary>Checks proofs with nothing but a trusted genesis: no node is asked, no clock is read.</summary>
/// <remarks>
/// Finality is more than two thirds of the stake of the genesis validators; blocks of later epochs are refused, since
/// the genesis does not vouch for their validators. <b>Threads</b>: thread safe. Bad input never throws.
/// </remarks>
public sealed class ProofVerifier
{
    private readonly Committee _committee;
    private readonly Hash256 _genesisHash;

    private ProofVerifier(Committee committee, Hash256 genesisHash)
    {
        _committee = committee;
        _genesisHash = genesisHash;
    }

    /// <summary>A verifier that trusts <paramref name="genesis"/>; the caller has pinned its hash.</summary>
    public static bool TryCreate(
        Genesis genesis, [NotNullWhen(true)] out ProofVerifier? verifier, out string reason)
    {
        bool ok = Committee.TryCreate(genesis.Validators, genesis.Hash, out Committee? committee, out reason);
        verifier = ok ? new ProofVerifier(committee!, genesis.Hash) : null;
        return ok;
    }

    /// <summary>Checks an account proof.</summary>
    public ProofError VerifyAccount(ProofFile file, out VerifiedAccount? verified)
    {
        verified = null;
        ProofError error = VerifyHeader(file, ProofFile.AccountKind, out Header? header);
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
        bool holds = file.Value is null
            ? SparseMerkle.VerifyExclusion(header!.StateRoot, key, proof)
            : SparseMerkle.VerifyInclusion(header!.StateRoot, key, file.Value, proof);
        verified = holds ? new VerifiedAccount(address, account!, header) : null;
        return holds ? ProofError.None : ProofError.NotIncluded;
    }

    /// <summary>Checks a receipt proof.</summary>
    public ProofError VerifyReceipt(ProofFile file, out VerifiedReceipt? verified)
    {
        verified = null;
        ProofError error = VerifyHeader(file, ProofFile.ReceiptKind, out Header? header);
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
        bool holds = MerkleTree.Verify(header!.ReceiptsRoot, file.Value, proof);
        verified = holds ? new VerifiedReceipt(receipt, header) : null;
        return holds ? ProofError.None : ProofError.NotIncluded;
    }

    private ProofError VerifyHeader(ProofFile file, string kind, out Header? header)
    {
        header = null;
        if (file.Kind != kind)
        {
            return ProofError.Mismatch;
        }
        if (file.GenesisHash != _genesisHash)
        {
            return ProofError.WrongChain;
        }
        if (!TryDecode(file.Header, out header) || !TryDecode(file.Finality, out FinalityProof? finality))
        {
            return ProofError.Malformed;
        }
        if (header.Epoch != 0)
        {
            return ProofError.UnknownEpoch;
        }
        return _committee.VerifyFinality(header, finality) ? ProofError.None : ProofError.NotFinal;
    }

    private static bool TryDecode<T>(byte[]? bytes, [NotNullWhen(true)] out T? value)
        where T : class, IAceValue<T>
    {
        bool ok = Ace.TryDecode(bytes, out T decoded, out _);
        value = ok ? decoded : null;
        return ok;
    }
}
