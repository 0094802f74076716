using System.Security.Cryptography;
using System.Text;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;

namespace Aether.TestKit.NodeSimulation;

/// <summary>One account's key. The same on every run: keys are no source of variety.</summary>
internal sealed class ClientWallet
{
    private readonly byte[] _seed;

    /// <summary>The wallet of a client.</summary>
    public ClientWallet(int number)
    {
        _seed = SHA256.HashData(Encoding.ASCII.GetBytes($"aether simulated client {number}"));
        byte[] key = new byte[Ed25519.PublicKeyBytes];
        Ed25519.PublicKeyFromSeed(_seed, key);
        Key = new PublicKey(new Hash256(key));
        Address = Address.FromPublicKey(Key);
    }

    /// <summary>Its key.</summary>
    public PublicKey Key { get; }

    /// <summary>Its account.</summary>
    public Address Address { get; }

    /// <summary>Signs a body with this key alone.</summary>
    public Transaction Sign(Genesis genesis, TransactionBody body)
    {
        Transaction unsigned = new(body, []);
        byte[] signature = new byte[Ed25519.SignatureBytes];
        Ed25519.Sign(_seed, Transaction.SigningBytes(genesis.Hash, unsigned.BodyBytes), signature);
        return new Transaction(body, [new Witness(Witness.Ed25519Scheme, Key, new Signature64(signature))]);
    }

    /// <summary>The same body with a signature that does not hold.</summary>
    public static Transaction Forge(Transaction transaction)
    {
        Witness real = transaction.Witnesses[0];
        byte[] signature = real.Signature.Span.ToArray();
        signature[3] ^= 1;
        return new Transaction(transaction.Body, [real with { Signature = new Signature64(signature) }]);
    }
}
