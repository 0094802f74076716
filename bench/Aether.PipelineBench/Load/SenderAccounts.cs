using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Crypto.Ed25519.Batch;

namespace Aether.PipelineBench.Load;

/// <summary>The accounts that send and receive: keys of known seeds, in parts that sign on a thread each.</summary>
internal sealed class SenderAccounts : IDisposable
{
    /// <summary>Base units of SWR of each at the start: enough for every fee of a run.</summary>
    public const long Balance = 1_000_000_000_000_000;

    private const int SeedBytes = 32;

    private readonly BatchSigner[] _signers;
    private readonly int _perSigner;

    /// <summary>Derives the keys of <paramref name="count"/> accounts on as many threads as there are processors.
    /// </summary>
    public SenderAccounts(int count)
    {
        int parts = Math.Min(Environment.ProcessorCount, count);
        _perSigner = (count + parts - 1) / parts;
        _signers = new BatchSigner[(count + _perSigner - 1) / _perSigner];
        Keys = new PublicKey[count];
        Addresses = new Address[count];
        Parallel.For(0, _signers.Length, Derive);
    }

    public int Count => Keys.Length;

    public PublicKey[] Keys { get; }

    public Address[] Addresses { get; }

    /// <summary>Parts that can sign at the same time.</summary>
    public int Parts => _signers.Length;

    /// <summary>The accounts of a part.</summary>
    public (int First, int Count) PartOf(int part) =>
        (part * _perSigner, Math.Min(_perSigner, Count - (part * _perSigner)));

    /// <summary>The signer of a part; its key 0 is the first account of the part.</summary>
    public BatchSigner SignerOf(int part) => _signers[part];

    /// <summary>All accounts as a genesis has them.</summary>
    public GenesisAccount[] GenesisEntries()
    {
        GenesisAccount[] entries = new GenesisAccount[Count];
        for (int index = 0; index < Count; index++)
            entries[index] = new GenesisAccount(Addresses[index], Balance, 0);
        Array.Sort(entries, static (left, right) => left.Address.CompareTo(right.Address));
        return entries;
    }

    public void Dispose() => Array.ForEach(_signers, static signer => signer.Dispose());

    private void Derive(int part)
    {
        (int first, int count) = PartOf(part);
        byte[] seeds = new byte[count * SeedBytes];
        Span<byte> name = stackalloc byte[sizeof(long)];
        for (int index = 0; index < count; index++)
        {
            BitConverter.TryWriteBytes(name, (long)(first + index) | (0x5ead_ED00L << 32));
            SHA256.HashData(name, seeds.AsSpan(index * SeedBytes, SeedBytes));
        }
        _signers[part] = new BatchSigner(seeds);
        for (int index = 0; index < count; index++)
        {
            Keys[first + index] = new PublicKey(new Hash256(_signers[part].PublicKey(index)));
            Addresses[first + index] = Address.FromPublicKey(Keys[first + index]);
        }
    }
}
