using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Native;

namespace Aether.Crypto.KeyFiles;

/// <summary>An ed25519 seed in guarded, locked memory with its public key.</summary>
/// <remarks><b>Ownership</b>: the creator disposes it, which zeroes the seed. <b>Threads</b>: one at a time.</remarks>
public sealed class SigningSeed : IDisposable
{
    private readonly SecretMemory _seed;

    private SigningSeed(SecretMemory seed)
    {
        _seed = seed;
        Span<byte> publicKey = stackalloc byte[Ed25519.Ed25519.PublicKeyBytes];
        Ed25519.Ed25519.PublicKeyFromSeed(seed.Span, publicKey);
        PublicKey = new PublicKey(new Hash256(publicKey));
    }

    /// <summary>The public key of the seed.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>The account address of the public key.</summary>
    public Address Address => Address.FromPublicKey(PublicKey);

    /// <summary>A new random seed from the operating system.</summary>
    public static SigningSeed Create()
    {
        SecretMemory memory = new(Ed25519.Ed25519.SeedBytes);
        RandomNumberGenerator.Fill(memory.Span);
        return new SigningSeed(memory);
    }

    /// <summary>Copies a 32-byte seed; the caller still clears its own.</summary>
    public static SigningSeed FromSeed(ReadOnlySpan<byte> seed)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(seed.Length, Ed25519.Ed25519.SeedBytes);
        SecretMemory memory = new(Ed25519.Ed25519.SeedBytes);
        seed.CopyTo(memory.Span);
        return new SigningSeed(memory);
    }

    /// <summary>Signs a message with ed25519.</summary>
    public Signature64 Sign(ReadOnlySpan<byte> message)
    {
        Span<byte> signature = stackalloc byte[Ed25519.Ed25519.SignatureBytes];
        Ed25519.Ed25519.Sign(_seed.Span, message, signature);
        return new Signature64(signature);
    }

    /// <summary>Copies the seed for a library that signs by itself; the caller clears its copy.</summary>
    /// <param name="seed">32 bytes.</param>
    public void CopyTo(Span<byte> seed) => _seed.Span.CopyTo(seed);

    /// <inheritdoc/>
    public void Dispose() => _seed.Dispose();

    /// <summary>Takes over memory that holds a seed.</summary>
    internal static SigningSeed Own(SecretMemory seed) => new(seed);

    /// <summary>The seed itself, for sealing. Borrow for one call.</summary>
    internal ReadOnlySpan<byte> Secret => _seed.Span;
}
