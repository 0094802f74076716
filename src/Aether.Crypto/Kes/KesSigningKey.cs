using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using Aether.Core.Diagnostics;
using Aether.Native;

namespace Aether.Crypto.Kes;

/// <summary>
/// A forward-secure signing key: it signs for its current period only, and once evolved nothing in it can sign for an
/// earlier one.
/// </summary>
/// <remarks>
/// <para>Ownership: the key lives in guarded native memory, zeroed on disposal. Copies made by
/// <see cref="Serialize"/> are
/// the caller's to erase; a copy of an earlier period undoes forward security.</para>
/// <para>Threads: one caller at a time. Cost: a key of depth 9 takes 512 key derivations to make.</para>
/// </remarks>
public sealed class KesSigningKey : IDisposable
{
    /// <summary>Deepest tree: 512 periods.</summary>
    public const int MaxDepth = KesKeyTree.MaxDepth;

    /// <summary>Bytes of a seed.</summary>
    public const int SeedBytes = KesKeyTree.SeedBytes;

    private const byte FormatVersion = 1;
    private const int HeaderBytes = 6;

    private readonly SecretMemory _key;
    private readonly byte[] _verificationKey = new byte[KesKeyTree.VerificationKeyBytes];

    private KesSigningKey(int depth)
    {
        Depth = depth;
        _key = new SecretMemory(KesKeyTree.KeyBytes(depth));
    }

    /// <summary>Levels of the tree.</summary>
    public int Depth { get; }

    /// <summary>The period that <see cref="Sign"/> signs for, from 0.</summary>
    public int Period { get; private set; }

    /// <summary>Periods the key covers: two to the power of <see cref="Depth"/>.</summary>
    public int PeriodCount => 1 << Depth;

    /// <summary>The verification key, 32 bytes: the same in every period.</summary>
    public ReadOnlySpan<byte> VerificationKey => _verificationKey;

    /// <summary>Bytes of <see cref="Serialize"/>.</summary>
    public int SerializedBytes => HeaderBytes + _key.Length;

    /// <summary>Makes the key of period 0 from a secret seed of 32 bytes; the caller erases the seed.</summary>
    public static KesSigningKey FromSeed(ReadOnlySpan<byte> seed, int depth)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, SeedBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(depth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(depth, MaxDepth);
        KesSigningKey key = new(depth);
        KesKeyTree.Generate(depth, seed, key._key.Span, key._verificationKey);
        return key;
    }

    /// <summary>Reads what <see cref="Serialize"/> wrote and checks that seeds, keys and period belong
    /// together.</summary>
    /// <remarks>
    /// What no secret in the key binds any more, the left keys of entered right halves, changes
    /// <see cref="VerificationKey"/>: the caller compares it with the registered one. Cost: up to one key derivation
    /// per
    /// remaining period.
    /// </remarks>
    /// <returns>False for any other bytes.</returns>
    public static bool TryDeserialize(ReadOnlySpan<byte> source, [NotNullWhen(true)] out KesSigningKey? key)
    {
        key = null;
        if (source.Length < HeaderBytes || source[0] != FormatVersion || source[1] > MaxDepth)
            return false;
        int depth = source[1];
        uint period = BinaryPrimitives.ReadUInt32LittleEndian(source[2..]);
        if (source.Length != HeaderBytes + KesKeyTree.KeyBytes(depth) || period >= 1u << depth)
            return false;

        KesSigningKey candidate = new(depth) { Period = (int)period };
        source[HeaderBytes..].CopyTo(candidate._key.Span);
        if (!candidate.TryRebuildVerificationKey())
        {
            candidate.Dispose();
            return false;
        }

        key = candidate;
        return true;
    }

    /// <summary>Moves to the next period and erases the ability to sign for this one.</summary>
    /// <returns>False, with nothing changed, in the last period.</returns>
    public bool Evolve()
    {
        if (!KesKeyTree.Evolve(Depth, _key.Span, Period))
            return false;
        Period++;
        Check.That(Period < PeriodCount);
        return true;
    }

    /// <summary>
    /// Signs for the current period in the compact form of <see cref="CompactSumKes"/>; the length is
    /// <see cref="CompactSumKes.SignatureBytes"/>.
    /// </summary>
    public void Sign(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(signature.Length, CompactSumKes.SignatureBytes(Depth));
        Span<byte> key = _key.Span;
        Ed25519.Ed25519.Sign(key[..SeedBytes], message, signature[..CompactSumKes.InnerSignatureBytes]);
        Span<byte> rest = signature[CompactSumKes.InnerSignatureBytes..];
        Ed25519.Ed25519.PublicKeyFromSeed(key[..SeedBytes], rest[..KesKeyTree.VerificationKeyBytes]);
        for (int level = 1; level <= Depth; level++)
        {
            Span<byte> sibling = IsRight(level) ? KesKeyTree.LeftKey(key, level) : KesKeyTree.RightKey(key, level);
            sibling.CopyTo(rest[(level * KesKeyTree.VerificationKeyBytes)..]);
        }
    }

    /// <summary>Signs for the current period in the form of <see cref="SumKes"/>.</summary>
    public void SignSum(ReadOnlySpan<byte> message, Span<byte> signature)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(signature.Length, SumKes.SignatureBytes(Depth));
        Span<byte> key = _key.Span;
        Ed25519.Ed25519.Sign(key[..SeedBytes], message, signature[..SumKes.InnerSignatureBytes]);
        for (int level = 1; level <= Depth; level++)
            KesKeyTree.KeyPair(key, level).CopyTo(signature[SumKes.SignatureBytes(level - 1)..]);
    }

    /// <summary>Writes format, depth, period and secret key: <see cref="SerializedBytes"/> bytes of key
    /// material.</summary>
    public void Serialize(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, SerializedBytes);
        destination[0] = FormatVersion;
        destination[1] = (byte)Depth;
        BinaryPrimitives.WriteUInt32LittleEndian(destination[2..], (uint)Period);
        _key.Span.CopyTo(destination[HeaderBytes..]);
    }

    /// <summary>Zeroes and releases the key.</summary>
    public void Dispose() => _key.Dispose();

    /// <summary>The bare key in the layout of <see cref="KesKeyTree"/>: secret.</summary>
    internal void CopyKey(Span<byte> destination) => _key.Span.CopyTo(destination);

    private bool IsRight(int level) => ((Period >> (level - 1)) & 1) != 0;

    private bool TryRebuildVerificationKey()
    {
        Span<byte> key = _key.Span;
        Span<byte> current = stackalloc byte[KesKeyTree.VerificationKeyBytes];
        Span<byte> derived = stackalloc byte[KesKeyTree.VerificationKeyBytes];
        Ed25519.Ed25519.PublicKeyFromSeed(key[..SeedBytes], current);
        bool ok = true;
        for (int level = 1; level <= Depth; level++)
        {
            Span<byte> side = IsRight(level) ? KesKeyTree.RightKey(key, level) : KesKeyTree.LeftKey(key, level);
            ok &= current.SequenceEqual(side);

            ok &= IsRight(level)
                ? KesKeyTree.RightSeed(key, level).IndexOfAnyExcept((byte)0) < 0
                : IsSeedOfRightHalf(key, level);
            KesKeyTree.Combine(KesKeyTree.LeftKey(key, level), KesKeyTree.RightKey(key, level), derived);
            derived.CopyTo(current);
        }

        current.CopyTo(_verificationKey);
        return ok;
    }

    private static bool IsSeedOfRightHalf(Span<byte> key, int level)
    {
        Span<byte> derived = stackalloc byte[KesKeyTree.VerificationKeyBytes];
        KesKeyTree.DeriveVerificationKey(level - 1, KesKeyTree.RightSeed(key, level), derived);
        return derived.SequenceEqual(KesKeyTree.RightKey(key, level));
    }
}
