using System.Security.Cryptography;
using Aether.Crypto.Hashing;
using Aether.Native;
using Aether.Native.Ed25519;

namespace Aether.Crypto.Ed25519.Batch;

/// <summary>Signs many messages at once for load generation and tests; the signatures are those of RFC 8032.</summary>
/// <remarks>
/// Ownership: keeps its keys in guarded memory until it is disposed of. Threads: one at a time. Cost: no allocation but
/// for a buffer that grows to the messages of a group. Constant time in keys and nonces.
/// </remarks>
public sealed class BatchSigner : IDisposable
{
    private const int GroupSize = 64;
    private const int ScalarBytes = 32;
    private const int PrefixBytes = 32;
    private const int DigestBytes = Sha512Lanes.DigestBytes;

    private readonly SignatureVariant _variant;
    private readonly SecretMemory _seeds;
    private readonly SecretMemory _scalars;
    private readonly SecretMemory _prefixes;

    // Of a group: digests, nonces, and the scalars of the keys that sign.
    private readonly SecretMemory _digests = new(GroupSize * DigestBytes);
    private readonly SecretMemory _nonces = new(GroupSize * ScalarBytes);
    private readonly SecretMemory _secrets = new(GroupSize * ScalarBytes);
    private readonly byte[] _publicKeys;
    private readonly byte[] _points = new byte[GroupSize * EdwardsPoint.Bytes];
    private readonly byte[] _challengePrefixes = new byte[GroupSize * Sha512Lanes.PrefixBytes];
    private readonly int[] _ends = new int[GroupSize];
    private byte[] _joined = [];

    /// <summary>Expands the seeds, 32 bytes each.</summary>
    /// <exception cref="ArgumentException">The length is zero or no multiple of 32.</exception>
    public BatchSigner(ReadOnlySpan<byte> seeds)
        : this(SignatureVariants.Best, seeds)
    {
    }

    internal BatchSigner(SignatureVariant variant, ReadOnlySpan<byte> seeds)
    {
        if (seeds.IsEmpty || seeds.Length % Ed25519.SeedBytes != 0)
            throw new ArgumentException("Seeds have 32 bytes each, and at least one is needed.", nameof(seeds));
        _variant = variant;
        KeyCount = seeds.Length / Ed25519.SeedBytes;
        _seeds = new(seeds.Length);
        _scalars = new(KeyCount * ScalarBytes);
        _prefixes = new(KeyCount * PrefixBytes);
        _publicKeys = new byte[KeyCount * Ed25519.PublicKeyBytes];
        seeds.CopyTo(_seeds.Span);
        for (int key = 0; key < KeyCount; key++)
        {
            ReadOnlySpan<byte> seed = Seed(key);
            SecretScalar.Expand(seed, out Scalar scalar, _prefixes.Span.Slice(key * PrefixBytes, PrefixBytes));
            scalar.CopyTo(_scalars.Span.Slice(key * ScalarBytes, ScalarBytes));
            Scalar.Erase(ref scalar);
            Ed25519.PublicKeyFromSeed(seed, _publicKeys.AsSpan(key * Ed25519.PublicKeyBytes, Ed25519.PublicKeyBytes));
        }
    }

    /// <summary>Number of keys.</summary>
    public int KeyCount { get; }

    /// <summary>The 32 bytes of a public key.</summary>
    public ReadOnlySpan<byte> PublicKey(int key) =>
        _publicKeys.AsSpan(key * Ed25519.PublicKeyBytes, Ed25519.PublicKeyBytes);

    /// <summary>Signs message i with key <c>keys[i]</c> and writes 64 bytes for it.</summary>
    /// <remarks>Shape: messages end to end, <paramref name="messageEnds"/> exclusive and non-decreasing.</remarks>
    /// <exception cref="ArgumentException">Lengths disagree, a range is bad, or a key does not exist.</exception>
    public void Sign(
        ReadOnlySpan<int> keys, ReadOnlySpan<byte> messages, ReadOnlySpan<int> messageEnds, Span<byte> signatures)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(keys.Length, messageEnds.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(signatures.Length, (long)keys.Length * Ed25519.SignatureBytes);
        int start = 0;
        for (int first = 0; first < keys.Length; first += GroupSize)
        {
            int count = Math.Min(GroupSize, keys.Length - first);
            Span<byte> target = signatures.Slice(first * Ed25519.SignatureBytes, count * Ed25519.SignatureBytes);
            ReadOnlySpan<int> ends = messageEnds.Slice(first, count);
            CheckRanges(keys.Slice(first, count), messages, start, ends);
            if (_variant == SignatureVariant.Scalar)
                SignOneByOne(keys.Slice(first, count), messages, start, ends, target);
            else
                SignInLanes(keys.Slice(first, count), messages, start, ends, target);
            start = ends[^1];
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _seeds.Dispose();
        _scalars.Dispose();
        _prefixes.Dispose();
        _digests.Dispose();
        _nonces.Dispose();
        _secrets.Dispose();
    }

    private ReadOnlySpan<byte> Seed(int key) => _seeds.Span.Slice(key * Ed25519.SeedBytes, Ed25519.SeedBytes);

    private void CheckRanges(ReadOnlySpan<int> keys, ReadOnlySpan<byte> messages, int start, ReadOnlySpan<int> ends)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(keys[i], nameof(keys));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(keys[i], KeyCount, nameof(keys));
            ArgumentOutOfRangeException.ThrowIfLessThan(ends[i], start, nameof(ends));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(ends[i], messages.Length, nameof(ends));
            start = ends[i];
        }
    }

    private void SignOneByOne(
        ReadOnlySpan<int> keys, ReadOnlySpan<byte> messages, int start, ReadOnlySpan<int> ends, Span<byte> signatures)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            Span<byte> signature = signatures.Slice(i * Ed25519.SignatureBytes, Ed25519.SignatureBytes);
            Ed25519.Sign(Seed(keys[i]), messages[start..ends[i]], signature);
            start = ends[i];
        }
    }

    private void SignInLanes(
        ReadOnlySpan<int> keys, ReadOnlySpan<byte> messages, int start, ReadOnlySpan<int> ends, Span<byte> signatures)
    {
        int count = keys.Length;
        Span<byte> digests = _digests.Span[..(count * DigestBytes)];
        Span<byte> nonces = _nonces.Span[..(count * ScalarBytes)];
        Span<byte> secrets = _secrets.Span[..(count * ScalarBytes)];
        Span<byte> points = _points.AsSpan(0, count * EdwardsPoint.Bytes);

        // r = SHA-512(prefix || message) mod L and R = r B.
        HashNonces(keys, messages, start, ends, digests);
        Ed25519Lanes.Reduce(digests, nonces);
        Ed25519Lanes.MultiplyBase(SignatureVariants.LanesOf(_variant), nonces, points);

        // S = r + SHA-512(R || A || message) a mod L.
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> point = points.Slice(i * EdwardsPoint.Bytes, EdwardsPoint.Bytes);
            Span<byte> prefix = _challengePrefixes.AsSpan(i * Sha512Lanes.PrefixBytes, Sha512Lanes.PrefixBytes);
            point.CopyTo(prefix);
            PublicKey(keys[i]).CopyTo(prefix[EdwardsPoint.Bytes..]);
            point.CopyTo(signatures[(i * Ed25519.SignatureBytes)..]);
            _scalars.Span.Slice(keys[i] * ScalarBytes, ScalarBytes).CopyTo(secrets[(i * ScalarBytes)..]);
            _ends[i] = ends[i] - start;
        }

        ReadOnlySpan<byte> prefixes = _challengePrefixes.AsSpan(0, count * Sha512Lanes.PrefixBytes);
        Sha512Lanes.HashPrefixed(prefixes, messages[start..ends[^1]], _ends.AsSpan(0, count), digests);
        Ed25519Lanes.Respond(digests, secrets, nonces, signatures);
        digests.Clear();
        nonces.Clear();
        secrets.Clear();
    }

    private void HashNonces(
        ReadOnlySpan<int> keys, ReadOnlySpan<byte> messages, int start, ReadOnlySpan<int> ends, Span<byte> digests)
    {
        int total = ends[^1] - start + (keys.Length * PrefixBytes);
        if (_joined.Length < total)
            _joined = new byte[total];
        int end = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            _prefixes.Span.Slice(keys[i] * PrefixBytes, PrefixBytes).CopyTo(_joined.AsSpan(end));
            messages[start..ends[i]].CopyTo(_joined.AsSpan(end + PrefixBytes));
            end += PrefixBytes + ends[i] - start;
            _ends[i] = end;
            start = ends[i];
        }

        Sha512Lanes.HashMany(_joined.AsSpan(0, total), _ends.AsSpan(0, keys.Length), digests);
        CryptographicOperations.ZeroMemory(_joined.AsSpan(0, total));
    }
}
