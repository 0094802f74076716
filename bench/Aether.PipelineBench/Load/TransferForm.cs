using System.Buffers.Binary;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Programs;

namespace Aether.PipelineBench.Load;

/// <summary>
/// The bytes of a transfer with places for its payer, nonce, recipient, key and signature: all transfers of one chain
/// differ in nothing else.
/// </summary>
internal sealed class TransferForm
{
    private const int AmountMoved = 5;
    private const long MostFee = 1_000_000;
    private const ulong NonceMark = 0x1122_3344_5566_7788;

    private readonly byte[] _form;
    private readonly int _bodyBytes;
    private readonly int[] _payers;
    private readonly int[] _recipients;
    private readonly int _nonce;
    private readonly int _key;
    private readonly int _signature;

    /// <summary>Finds the places in the encoding of a transfer with known marks.</summary>
    public TransferForm(Genesis genesis, ulong validUntil)
    {
        Genesis = genesis;
        ValidUntil = validUntil;
        Address payer = new(MarkOf(1));
        Address recipient = new(MarkOf(2));
        PublicKey key = new(MarkOf(3));
        Transaction sample = Create(payer, NonceMark, recipient, key, new Signature64(new byte[64]));
        _form = sample.Bytes.ToArray();
        _bodyBytes = sample.BodyBytes.Length;
        _payers = FindAll(payer.Value.Span);
        _recipients = FindAll(recipient.Value.Span);
        Span<byte> nonce = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(nonce, NonceMark);
        _nonce = FindAll(nonce).Single();
        _key = FindAll(key.Value.Span).Single();
        _signature = _form.Length - Signature64.Bytes;
    }

    public Genesis Genesis { get; }

    public ulong ValidUntil { get; }

    /// <summary>Bytes of every transfer.</summary>
    public int Length => _form.Length;

    /// <summary>Bytes that are signed.</summary>
    public int MessageLength => MessageStart + _bodyBytes;

    private static int MessageStart => Transaction.SigningBytes(default, []).Length;

    /// <summary>Writes what is signed.</summary>
    public void WriteMessage(Span<byte> target, Address payer, ulong nonce, Address recipient)
    {
        Transaction.SigningBytes(Genesis.Hash, []).CopyTo(target);
        Span<byte> body = target[MessageStart..];
        _form.AsSpan(0, _bodyBytes).CopyTo(body);
        Fill(body, payer, nonce, recipient);
    }

    /// <summary>Writes the transfer.</summary>
    public void Write(
        Span<byte> target,
        Address payer,
        ulong nonce,
        Address recipient,
        PublicKey key,
        ReadOnlySpan<byte> signature)
    {
        _form.CopyTo(target);
        Fill(target, payer, nonce, recipient);
        key.Value.Span.CopyTo(target[_key..]);
        signature.CopyTo(target[_signature..]);
    }

    /// <summary>The same transfer through the types of the ledger.</summary>
    public Transaction Create(
        Address payer, ulong nonce, Address recipient, PublicKey key, Signature64 signature)
    {
        TransactionBody body = new()
        {
            ChainTag = Genesis.ChainTag,
            FeePayer = payer,
            Nonce = nonce,
            ValidUntil = ValidUntil,
            Writes = [recipient.AsObject],
            Calls = [BankProgram.Transfer(payer, recipient, AssetId.Swr, AmountMoved)],
            GasLimit = BankProgram.CallGas,
            MaxFee = MostFee,
        };
        return new Transaction(body, [new Witness(Witness.Ed25519Scheme, key, signature)]);
    }

    private void Fill(Span<byte> target, in Address payer, ulong nonce, in Address recipient)
    {
        foreach (int place in _payers)
            payer.Value.Span.CopyTo(target[place..]);
        foreach (int place in _recipients)
            recipient.Value.Span.CopyTo(target[place..]);
        BinaryPrimitives.WriteUInt64LittleEndian(target[_nonce..], nonce);
    }

    private static Hash256 MarkOf(byte number)
    {
        byte[] mark = new byte[Hash256.Bytes];
        mark.AsSpan().Fill((byte)(0xA0 + number));
        return new Hash256(mark);
    }

    private int[] FindAll(ReadOnlySpan<byte> mark)
    {
        List<int> places = [];
        for (int at = 0; at <= _form.Length - mark.Length; at++)
        {
            if (_form.AsSpan(at, mark.Length).SequenceEqual(mark))
            {
                places.Add(at);
                at += mark.Length - 1;
            }
        }
        return [.. places];
    }
}
