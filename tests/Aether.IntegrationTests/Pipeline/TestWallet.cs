using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Execution.Programs;

namespace Aether.IntegrationTests.Pipeline;

/// <summary>One funded account that signs transfers.</summary>
internal sealed class TestWallet
{
    private readonly byte[] _seed;

    public TestWallet(int number)
    {
        _seed = ValidatorKeySet.Seed(number, "wallet");
        Key = ValidatorKeySet.PublicKeyOf(_seed);
        Address = Address.FromPublicKey(Key);
    }

    public PublicKey Key { get; }

    public Address Address { get; }

    /// <summary>Nonce of the next transfer.</summary>
    public ulong Nonce { get; set; }

    /// <summary>The next transfer of this account, signed.</summary>
    public Transaction Transfer(Genesis genesis, Address to, UInt128 amount, ulong validUntil = 10_000)
    {
        ObjectId[] writes = [to.AsObject];
        TransactionBody body = new()
        {
            ChainTag = genesis.ChainTag,
            FeePayer = Address,
            Nonce = Nonce++,
            ValidUntil = validUntil,
            Writes = writes,
            Calls = [BankProgram.Transfer(Address, to, AssetId.Swr, amount)],
            GasLimit = BankProgram.CallGas,
            MaxFee = 1_000_000,
        };
        return Sign(genesis, body);
    }

    /// <summary>Signs a body with this account's key alone.</summary>
    public Transaction Sign(Genesis genesis, TransactionBody body)
    {
        Transaction unsigned = new(body, []);
        byte[] signature = new byte[Ed25519.SignatureBytes];
        Ed25519.Sign(_seed, Transaction.SigningBytes(genesis.Hash, unsigned.BodyBytes), signature);
        return new Transaction(body, [new Witness(Witness.Ed25519Scheme, Key, new Signature64(signature))]);
    }
}
