using System.Security.Cryptography;
using Aether.Crypto.Hashing;
using Aether.Native.Ed25519;

namespace Aether.Crypto.Ed25519.Batch;

/// <summary>Verification in vector lanes: groups of items, their buffers, and what happens when an equation
/// fails.</summary>
/// <remarks>Threads: any; each keeps one instance. Cost: no allocation after its first call.</remarks>
internal sealed class LaneBatch : IDisposable
{
    /// <summary>Most items of one equation: more gain little, and the records leave the second-level cache.</summary>
    internal const int MaxGroup = 4096;

    /// <summary>Below this individual verdicts are faster than the equation, measured.</summary>
    internal const int MinGroup = 64;

    private const int CoefficientBytes = 16;
    private const int PointBytes = 32;
    private const int WordBits = 64;

    [ThreadStatic]
    private static LaneBatch? t_instance;

    private readonly Ed25519Workspace _workspace;
    private readonly KeyIndex _keyIndex = new(MaxGroup);
    private readonly byte[] _distinct = new byte[MaxGroup * PointBytes];
    private readonly int[] _ends = new int[MaxGroup];
    private readonly int[] _places = new int[MaxGroup];
    private readonly int[] _undecoded = new int[MaxGroup];
    private readonly ulong[] _keyIsPoint = new ulong[MaxGroup / WordBits];
    private readonly ulong[] _verdicts = new ulong[MaxGroup / WordBits];

    private LaneBatch(LaneSet set) => _workspace = new(set, MaxGroup);

    /// <inheritdoc/>
    public void Dispose() => _workspace.Dispose();

    /// <summary>Sets a bit for every valid item; the verdicts are clear before.</summary>
    internal static void Verify(LaneSet set, SignatureItems items, Span<ulong> verdicts, DecodedKeyCache? cache)
    {
        LaneBatch batch = OfThread(set);
        for (int start = 0; start < items.Count; start += MaxGroup)
        {
            SignatureItems group = items.Slice(start, Math.Min(MaxGroup, items.Count - start));
            batch.VerifyGroup(group, verdicts[(start / WordBits)..], cache);
        }
    }

    /// <summary>Sets a flag for every valid item.</summary>
    internal static void Verify(LaneSet set, SignatureItems items, Span<bool> valid, DecodedKeyCache? cache)
    {
        LaneBatch batch = OfThread(set);
        for (int start = 0; start < items.Count; start += MaxGroup)
        {
            SignatureItems group = items.Slice(start, Math.Min(MaxGroup, items.Count - start));
            Array.Clear(batch._verdicts);
            batch.VerifyGroup(group, batch._verdicts, cache);
            for (int i = 0; i < group.Count; i++)
                valid[start + i] = IsSet(batch._verdicts, i);
        }
    }

    /// <summary>Sets a bit for every valid item by its own equation; the verdicts are clear before.</summary>
    internal static void VerifyIndividually(LaneSet set, SignatureItems items, Span<ulong> verdicts)
    {
        LaneBatch batch = OfThread(set);
        for (int start = 0; start < items.Count; start += MaxGroup)
        {
            SignatureItems group = items.Slice(start, Math.Min(MaxGroup, items.Count - start));
            Span<ulong> words = verdicts[(start / WordBits)..];
            if (batch.TryHash(group))
                Ed25519Lanes.Verify(set, group.PublicKeys, group.Signatures, batch.Digests(group.Count), words);
            else
                VerifyScalar(group, words);
        }
    }

    private static LaneBatch OfThread(LaneSet set)
    {
        LaneBatch? batch = t_instance;
        if (batch is null || batch._workspace.Set != set)
        {
            batch?.Dispose();
            t_instance = batch = new LaneBatch(set);
        }

        return batch;
    }

    // Only a caller with broken ranges gets here: the hashes of the items before and after a bad range are not in a
    // row.
    private static void VerifyScalar(SignatureItems items, Span<ulong> verdicts)
    {
        for (int i = 0; i < items.Count; i++)
        {
            if (items.TryGetMessage(i, out ReadOnlySpan<byte> message)
                && Ed25519.Verify(items.PublicKey(i), message, items.Signature(i)))
            {
                verdicts[i / WordBits] |= 1UL << (i % WordBits);
            }
        }
    }

    private static bool IsSet(ReadOnlySpan<ulong> bits, int index) =>
        ((bits[index / WordBits] >> (index % WordBits)) & 1) != 0;

    private ReadOnlySpan<byte> Digests(int count) => _workspace.Digests[..(count * Sha512Lanes.DigestBytes)];

    private void VerifyGroup(SignatureItems items, Span<ulong> verdicts, DecodedKeyCache? cache)
    {
        if (!TryHash(items))
        {
            VerifyScalar(items, verdicts);
            return;
        }

        if (items.Count >= MinGroup && HoldsTogether(items, cache))
        {
            _workspace.Included[..((items.Count + WordBits - 1) / WordBits)].CopyTo(verdicts);
            return;
        }

        ReadOnlySpan<byte> digests = Digests(items.Count);
        Ed25519Lanes.Verify(_workspace.Set, items.PublicKeys, items.Signatures, digests, verdicts);
    }

    /// <summary>Fills the digests of all items; false where the message range of any is bad.</summary>
    private bool TryHash(SignatureItems items)
    {
        Span<int> ends = _ends.AsSpan(0, items.Count);
        if (!items.TryGetMessages(ends, out ReadOnlySpan<byte> messages))
            return false;
        Span<byte> prefixes = _workspace.Prefixes[..(items.Count * Sha512Lanes.PrefixBytes)];
        for (int i = 0; i < items.Count; i++)
        {
            Span<byte> prefix = prefixes.Slice(i * Sha512Lanes.PrefixBytes, Sha512Lanes.PrefixBytes);
            items.Signature(i)[..PointBytes].CopyTo(prefix);
            items.PublicKey(i).CopyTo(prefix[PointBytes..]);
        }

        Sha512Lanes.HashPrefixed(prefixes, messages, ends, _workspace.Digests[..prefixes.Length]);
        return true;
    }

    private bool HoldsTogether(SignatureItems items, DecodedKeyCache? cache)
    {
        int keyCount = NumberKeys(items);
        DecodeKeys(keyCount, cache);
        Span<uint> keyOf = _workspace.KeyOf;
        Span<ulong> included = _workspace.Included;
        included.Clear();
        for (int i = 0; i < items.Count; i++)
            included[i / WordBits] |= (IsSet(_keyIsPoint, (int)keyOf[i]) ? 1UL : 0UL) << (i % WordBits);
        RandomNumberGenerator.Fill(_workspace.Coefficients[..(items.Count * CoefficientBytes)]);
        return Ed25519Lanes.HoldsTogether(_workspace, items.Signatures, keyCount);
    }

    /// <summary>Numbers the distinct keys and says for every item which is its own.</summary>
    private int NumberKeys(SignatureItems items)
    {
        int keyCount = 0;
        Span<uint> keyOf = _workspace.KeyOf;
        _keyIndex.Clear();
        for (int i = 0; i < items.Count; i++)
            keyOf[i] = (uint)_keyIndex.NumberOf(items.PublicKey(i), _distinct, ref keyCount);
        return keyCount;
    }

    /// <summary>Brings the records of the distinct keys to their places, from the cache or by decoding.</summary>
    private void DecodeKeys(int keyCount, DecodedKeyCache? cache)
    {
        Array.Clear(_keyIsPoint);
        if (cache is null)
        {
            _distinct.AsSpan(0, keyCount * PointBytes).CopyTo(_workspace.Keys);
            Ed25519Lanes.Decode(_workspace, 0, keyCount);
            _workspace.Decoded[..((keyCount + WordBits - 1) / WordBits)].CopyTo(_keyIsPoint);
            return;
        }

        Span<int> places = _places.AsSpan(0, keyCount);
        cache.Locate(_workspace.Set, _distinct.AsSpan(0, keyCount * PointBytes), places);
        int missing = 0;
        for (int key = 0; key < keyCount; key++)
        {
            ReadOnlySpan<byte> encoding = _distinct.AsSpan(key * PointBytes, PointBytes);
            if (cache.TryGet(places[key], encoding, RecordAt(key)))
            {
                _keyIsPoint[key / WordBits] |= 1UL << (key % WordBits);
                continue;
            }

            encoding.CopyTo(_workspace.Keys[(missing * PointBytes)..]);
            _undecoded[missing++] = key;
        }

        DecodeMissing(missing, keyCount, cache);
    }

    // Decodes behind the records of the keys, where those of R come later, and moves each to its place.
    private void DecodeMissing(int missing, int keyCount, DecodedKeyCache cache)
    {
        Ed25519Lanes.Decode(_workspace, keyCount, missing);
        for (int i = 0; i < missing; i++)
        {
            if (!IsSet(_workspace.Decoded, i))
                continue;
            int key = _undecoded[i];
            ReadOnlySpan<byte> record = RecordAt(keyCount + i);
            record.CopyTo(RecordAt(key));
            _keyIsPoint[key / WordBits] |= 1UL << (key % WordBits);
            cache.Add(_distinct.AsSpan(key * PointBytes, PointBytes), record);
        }
    }

    private Span<byte> RecordAt(int place) =>
        _workspace.Records.Slice(place * Ed25519Workspace.RecordBytes, Ed25519Workspace.RecordBytes);
}
