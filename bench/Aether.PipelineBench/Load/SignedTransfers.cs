using System.Diagnostics;
using Aether.Core.Types;

namespace Aether.PipelineBench.Load;

/// <summary>
/// Transfers signed beforehand, in rounds: in round r every account sends its transfer of nonce r, each to an account
/// that the two determine. Only signatures are kept; the rest of a transfer is filled in when it is sent.
/// </summary>
internal sealed class SignedTransfers
{
    private const int Group = 64;
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    private readonly SenderAccounts _accounts;
    private readonly TransferForm _form;
    private readonly byte[][] _signatures;

    /// <summary>Signs on all processors.</summary>
    public SignedTransfers(SenderAccounts accounts, TransferForm form, int rounds)
    {
        _accounts = accounts;
        _form = form;
        _signatures = new byte[rounds][];
        for (int round = 0; round < rounds; round++)
            _signatures[round] = GC.AllocateUninitializedArray<byte>(accounts.Count * Signature64.Bytes);
        long start = Stopwatch.GetTimestamp();
        Parallel.For(0, accounts.Parts, SignPart);
        SigningTime = Stopwatch.GetElapsedTime(start);
    }

    public int Rounds => _signatures.Length;

    /// <summary>Transfers in all.</summary>
    public long Count => (long)Rounds * _accounts.Count;

    /// <summary>Wall time it took to sign all.</summary>
    public TimeSpan SigningTime { get; }

    /// <summary>Bytes of every transfer.</summary>
    public int Length => _form.Length;

    /// <summary>Writes the transfer of an account in a round.</summary>
    public void Write(int account, int round, Span<byte> target) => _form.Write(
        target,
        _accounts.Addresses[account],
        (ulong)round,
        _accounts.Addresses[RecipientOf(account, round)],
        _accounts.Keys[account],
        _signatures[round].AsSpan(account * Signature64.Bytes, Signature64.Bytes));

    /// <summary>Who receives: anyone but the sender, spread evenly.</summary>
    public int RecipientOf(int account, int round)
    {
        ulong mixed = ((((ulong)round << 32) | (uint)account) + 1) * Spread;
        mixed = (mixed ^ (mixed >> 29)) * Spread;
        ulong step = 1 + ((mixed >> 32) % (ulong)(_accounts.Count - 1));
        return (int)(((ulong)account + step) % (ulong)_accounts.Count);
    }

    /// <summary>The first transfer as the codec makes it; throws when the form does not give the same bytes.</summary>
    public void CheckForm()
    {
        byte[] written = new byte[Length];
        for (int account = 0; account < Math.Min(_accounts.Count, 8); account++)
        {
            int round = account % Rounds;
            Write(account, round, written);
            Signature64 signature = new(
                _signatures[round].AsSpan(account * Signature64.Bytes, Signature64.Bytes).ToArray());
            Transaction expected = _form.Create(
                _accounts.Addresses[account],
                (ulong)round,
                _accounts.Addresses[RecipientOf(account, round)],
                _accounts.Keys[account],
                signature);
            if (!expected.Bytes.SequenceEqual(written))
                throw new InvalidOperationException("a filled-in transfer differs from the encoded one");
        }
    }

    private void SignPart(int part)
    {
        (int first, int count) = _accounts.PartOf(part);
        int[] keys = new int[Group];
        int[] ends = new int[Group];
        byte[] messages = new byte[Group * _form.MessageLength];
        for (int round = 0; round < Rounds; round++)
        {
            for (int start = 0; start < count; start += Group)
            {
                int length = Math.Min(Group, count - start);
                for (int index = 0; index < length; index++)
                {
                    int account = first + start + index;
                    _form.WriteMessage(
                        messages.AsSpan(index * _form.MessageLength, _form.MessageLength),
                        _accounts.Addresses[account],
                        (ulong)round,
                        _accounts.Addresses[RecipientOf(account, round)]);
                    keys[index] = start + index;
                    ends[index] = (index + 1) * _form.MessageLength;
                }
                _accounts.SignerOf(part).Sign(
                    keys.AsSpan(0, length),
                    messages.AsSpan(0, length * _form.MessageLength),
                    ends.AsSpan(0, length),
                    _signatures[round].AsSpan((first + start) * Signature64.Bytes, length * Signature64.Bytes));
            }
        }
    }
}
