using System.Security.Cryptography;
using Aether.Crypto.Hashing;

namespace Aether.Crypto.Kes;

/// <summary>The sum composition over a flat key: the part that generates and evolves secret keys.</summary>
/// <remarks>
/// <para>Shape: a key of depth n is <c>key(n-1) || right seed (32) || left vk (32) || right vk (32)</c>, and a key of
/// depth 0 is an Ed25519 seed. The right seed is zero from the moment the right half is entered.</para>
/// <para>Ownership: writes secrets only into the caller's key and into stack memory that it zeroes.</para>
/// <para>Source: Malkin, Micciancio, Miner, "Efficient generic forward-secure signatures" (2001/034); seeds and keys
/// are
/// combined with BLAKE2b-256 as in Cardano's Sum KES.</para>
/// </remarks>
internal static class KesKeyTree
{
    internal const int SeedBytes = 32;
    internal const int VerificationKeyBytes = 32;

    /// <summary>Deepest tree: 512 periods, more than the 360 that a certificate may cover.</summary>
    internal const int MaxDepth = 9;

    private const int LevelBytes = SeedBytes + (2 * VerificationKeyBytes);

    /// <summary>Bytes of a secret key.</summary>
    internal static int KeyBytes(int depth) => SeedBytes + (LevelBytes * depth);

    internal static Span<byte> RightSeed(Span<byte> key, int level) =>
        key.Slice(KeyBytes(level - 1), SeedBytes);

    internal static Span<byte> LeftKey(Span<byte> key, int level) =>
        key.Slice(KeyBytes(level - 1) + SeedBytes, VerificationKeyBytes);

    internal static Span<byte> RightKey(Span<byte> key, int level) =>
        key.Slice(KeyBytes(level - 1) + SeedBytes + VerificationKeyBytes, VerificationKeyBytes);

    /// <summary>Both verification keys of a level, left then right.</summary>
    internal static Span<byte> KeyPair(Span<byte> key, int level) =>
        key.Slice(KeyBytes(level - 1) + SeedBytes, 2 * VerificationKeyBytes);

    /// <summary>Verification key of a level: the hash of both halves.</summary>
    internal static void Combine(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> parent)
    {
        Span<byte> pair = stackalloc byte[2 * VerificationKeyBytes];
        left.CopyTo(pair);
        right.CopyTo(pair[VerificationKeyBytes..]);
        Blake2b.Hash(pair, parent);
    }

    /// <summary>Fills <paramref name="key"/> for period 0 from a seed and writes the verification key.</summary>
    internal static void Generate(int depth, ReadOnlySpan<byte> seed, Span<byte> key, Span<byte> verificationKey)
    {
        if (depth == 0)
        {
            seed.CopyTo(key);
            Ed25519.Ed25519.PublicKeyFromSeed(seed, verificationKey);
            return;
        }

        Span<byte> leftSeed = stackalloc byte[SeedBytes];
        ExpandSeed(seed, leftSeed, RightSeed(key, depth));
        Generate(depth - 1, leftSeed, key[..KeyBytes(depth - 1)], LeftKey(key, depth));
        CryptographicOperations.ZeroMemory(leftSeed);
        DeriveVerificationKey(depth - 1, RightSeed(key, depth), RightKey(key, depth));
        Combine(LeftKey(key, depth), RightKey(key, depth), verificationKey);
    }

    /// <summary>Moves the key from <paramref name="period"/> to the next, erasing what could sign for the old
    /// one.</summary>
    /// <returns>False, with the key unchanged, when <paramref name="period"/> is the last.</returns>
    internal static bool Evolve(int depth, Span<byte> key, int period)
    {
        if (depth == 0)
            return false;
        int half = 1 << (depth - 1);
        Span<byte> child = key[..KeyBytes(depth - 1)];
        if (period + 1 != half)
            return Evolve(depth - 1, child, period < half ? period : period - half);

        Span<byte> verificationKey = stackalloc byte[VerificationKeyBytes];
        Generate(depth - 1, RightSeed(key, depth), child, verificationKey);
        CryptographicOperations.ZeroMemory(RightSeed(key, depth));
        return true;
    }

    /// <summary>Computes the verification key that a seed gives, without keeping the secret key.</summary>
    internal static void DeriveVerificationKey(int depth, ReadOnlySpan<byte> seed, Span<byte> verificationKey)
    {
        if (depth == 0)
        {
            Ed25519.Ed25519.PublicKeyFromSeed(seed, verificationKey);
            return;
        }

        Span<byte> seeds = stackalloc byte[2 * SeedBytes];
        Span<byte> left = stackalloc byte[VerificationKeyBytes];
        Span<byte> right = stackalloc byte[VerificationKeyBytes];
        ExpandSeed(seed, seeds[..SeedBytes], seeds[SeedBytes..]);
        DeriveVerificationKey(depth - 1, seeds[..SeedBytes], left);
        DeriveVerificationKey(depth - 1, seeds[SeedBytes..], right);
        CryptographicOperations.ZeroMemory(seeds);
        Combine(left, right, verificationKey);
    }

    private static void ExpandSeed(ReadOnlySpan<byte> seed, Span<byte> left, Span<byte> right)
    {
        Span<byte> input = stackalloc byte[1 + SeedBytes];
        seed.CopyTo(input[1..]);
        input[0] = 1;
        Blake2b.Hash(input, left);
        input[0] = 2;
        Blake2b.Hash(input, right);
        CryptographicOperations.ZeroMemory(input);
    }
}
