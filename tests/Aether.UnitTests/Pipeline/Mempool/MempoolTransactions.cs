using Aether.Core.Types;
using Aether.Pipeline.Mempool;

namespace Aether.UnitTests.Pipeline.Mempool;

/// <summary>Unsigned transactions for mempool tests: the mempool looks at bodies alone.</summary>
internal static class MempoolTransactions
{
    public const ulong MinimumFee = 1_000;

    public static Address Sender(int index)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        bytes.Clear();
        bytes[0] = (byte)(index + 1);
        bytes[1] = (byte)(index >> 8);
        bytes[2] = (byte)(index >> 16);
        return new Address(new Hash256(bytes));
    }

    public static Transaction Create(
        int sender,
        ulong nonce,
        ulong maxFee,
        OutPoint[]? inputs = null,
        int outputs = 0,
        ulong validUntil = 1_000,
        ulong salt = 0)
    {
        TransactionOutput[] created = new TransactionOutput[outputs];
        Array.Fill(created, new TransactionOutput(Sender(sender), AssetId.Swr, 5, null));
        TransactionBody body = new()
        {
            ChainTag = 7,
            FeePayer = Sender(sender),
            Nonce = nonce,
            ValidUntil = validUntil,
            Inputs = inputs ?? [],
            Outputs = created,
            MaxFee = maxFee,
            TipPerGas = salt,
        };
        return new Transaction(body, []);
    }

    public static Admission Admit(Transaction transaction) => new(transaction, MinimumFee, transaction.Body.MaxFee);
}
