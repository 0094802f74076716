using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;

namespace Aether.Sdk.Transactions;

/// <summary>Puts signatures on a body.</summary>
public static class TransactionSigner
{
    /// <summary>Signs with every key; the witnesses come out in canonical order. Keys must be distinct.</summary>
    public static Transaction Sign(TransactionBody body, Hash256 genesisHash, params ReadOnlySpan<SigningSeed> keys)
    {
        byte[] message = Transaction.SigningBytes(genesisHash, Ace.Encode(body));
        Witness[] witnesses = new Witness[keys.Length];
        for (int index = 0; index < keys.Length; index++)
        {
            SigningSeed key = keys[index];
            witnesses[index] = new Witness(Witness.Ed25519Scheme, key.PublicKey, key.Sign(message));
        }
        Array.Sort(witnesses, (left, right) => left.Key.CompareTo(right.Key));
        return new Transaction(body, witnesses);
    }
}
