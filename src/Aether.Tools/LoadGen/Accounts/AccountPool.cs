using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Crypto.Ed25519.Batch;

namespace Aether.Tools.LoadGen.Accounts;

/// <summary>
/// The senders of a run: keys from a seed, the next nonce of each, and who may sign the next transaction.
/// </summary>
/// <remarks>
/// An account signs again only after its last transaction was answered, so nonces never arrive out of order and a
/// refusal costs no other transaction. <b>Threads</b>: any, behind one lock; <see cref="Signer"/> is the signing
/// thread's.
/// </remarks>
internal sealed class AccountPool : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<int> _ready = new();
    private readonly Queue<int> _doubtful = new();
    private readonly Address[] _addresses;
    private readonly ulong[] _nonces;
    private readonly int[] _open;
    private readonly bool[] _doubted;

    /// <summary>Derives the keys; nothing is ready before <see cref="SetNonce"/>.</summary>
    /// <param name="seed">Decides the keys; protects nothing of value.</param>
    /// <param name="count">Number of accounts.</param>
    public AccountPool(ulong seed, int count)
    {
        byte[] seeds = new byte[count * Ed25519.SeedBytes];
        for (int index = 0; index < count; index++)
        {
            SeedOf(seed, index, seeds.AsSpan(index * Ed25519.SeedBytes, Ed25519.SeedBytes));
        }
        Signer = new BatchSigner(seeds);
        _addresses = new Address[count];
        for (int index = 0; index < count; index++)
        {
            _addresses[index] = Address.FromPublicKey(new PublicKey(new Hash256(Signer.PublicKey(index))));
        }
        _nonces = new ulong[count];
        _open = new int[count];
        _doubted = new bool[count];
    }

    /// <summary>Number of accounts.</summary>
    public int Count => _addresses.Length;

    /// <summary>Holds the keys.</summary>
    public BatchSigner Signer { get; }

    /// <summary>Accounts that may sign now.</summary>
    public int ReadyCount
    {
        get
        {
            lock (_lock)
            {
                return _ready.Count;
            }
        }
    }

    /// <summary>The key of one account: SHA-256 of a domain, the seed and its number.</summary>
    public static void SeedOf(ulong seed, int index, Span<byte> target)
    {
        Span<byte> message = stackalloc byte[64];
        "aeth/loadgen-account/v1"u8.CopyTo(message);
        BitConverter.TryWriteBytes(message[32..], seed);
        BitConverter.TryWriteBytes(message[40..], index);
        SHA256.HashData(message[..44], target);
    }

    /// <summary>Address of an account.</summary>
    public Address AddressOf(int account) => _addresses[account];

    /// <summary>Next nonce of an account that the caller took.</summary>
    public ulong NonceOf(int account)
    {
        lock (_lock)
        {
            return _nonces[account];
        }
    }

    /// <summary>Sets a nonce as the chain has it and lets the account sign.</summary>
    public void SetNonce(int account, ulong nonce)
    {
        lock (_lock)
        {
            _nonces[account] = nonce;
            _doubted[account] = false;
            _ready.Enqueue(account);
        }
    }

    /// <summary>Forgets who may sign and what is on its way; nonces are set anew.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _ready.Clear();
            _doubtful.Clear();
            Array.Clear(_open);
            Array.Clear(_doubted);
        }
    }

    /// <summary>Takes accounts that may sign; returns how many.</summary>
    public int Take(Span<int> accounts)
    {
        lock (_lock)
        {
            int count = 0;
            while (count < accounts.Length && _ready.TryDequeue(out int account))
            {
                accounts[count++] = account;
            }
            return count;
        }
    }

    /// <summary>Gives an account back unused.</summary>
    public void Return(int account)
    {
        lock (_lock)
        {
            _ready.Enqueue(account);
        }
    }

    /// <summary>Notes that a transaction of the account is on its way.</summary>
    public void Open(int account)
    {
        lock (_lock)
        {
            _open[account]++;
        }
    }

    /// <summary>Notes that a transaction of the account is accounted for.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="gap">True when its nonce was not used: later ones cannot follow.</param>
    public void Close(int account, bool gap)
    {
        lock (_lock)
        {
            _open[account]--;
            _doubted[account] |= gap;
        }
    }

    /// <summary>Lets an account sign after the answer to its transaction.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="used">True when the node took the nonce.</param>
    /// <param name="certain">False when nobody knows which nonce is next: the chain is asked first.</param>
    public void Release(int account, bool used, bool certain)
    {
        lock (_lock)
        {
            if (!certain || _doubted[account])
            {
                _doubted[account] = true;
                _doubtful.Enqueue(account);
                return;
            }
            _nonces[account] += used ? 1u : 0u;
            _ready.Enqueue(account);
        }
    }

    /// <summary>
    /// Takes accounts whose nonce the chain must be asked for and that have nothing on its way; returns how many.
    /// </summary>
    public int TakeDoubtful(Span<int> accounts)
    {
        lock (_lock)
        {
            int count = 0;
            for (int left = _doubtful.Count; left > 0 && count < accounts.Length; left--)
            {
                int account = _doubtful.Dequeue();
                if (_open[account] > 0)
                {
                    _doubtful.Enqueue(account);
                    continue;
                }
                accounts[count++] = account;
            }
            return count;
        }
    }

    /// <summary>Puts back a doubtful account that could not be asked for.</summary>
    public void KeepDoubtful(int account)
    {
        lock (_lock)
        {
            _doubtful.Enqueue(account);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Signer.Dispose();
}
