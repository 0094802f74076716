using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Kzg;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.WasmBench.Gas;

/// <summary>The input of the methods that make host calls: all that their arguments point to.</summary>
/// <remarks>Constants are places in the contract's memory.</remarks>
internal static class HostInput
{
    /// <summary>The other contract.</summary>
    public const int Other = HostCase.Input + 16;

    /// <summary>An object of the contract.</summary>
    public const int Owned = Other + 32;

    /// <summary>The fee payer.</summary>
    public const int Payer = Owned + 32;

    /// <summary>The asset; also the message that is signed.</summary>
    public const int Asset = Payer + 32;

    /// <summary>An amount of one.</summary>
    public const int Amount = Asset + 32;

    /// <summary>Name of the method that does nothing.</summary>
    public const int Name = Amount + 16;

    /// <summary>A key and a signature of <see cref="Asset"/>.</summary>
    public const int Ed25519 = Name + 16;

    /// <summary>A key and a signature of <see cref="Asset"/>.</summary>
    public const int Bls = Ed25519 + 96;

    /// <summary>Commitment, point, value and proof.</summary>
    public const int Kzg = Bls + 144;

    private const int End = Kzg + 160;

    private static readonly byte[] s_signed = Sign();

    /// <summary>The input that makes calls with the numbers from <paramref name="start"/> on.</summary>
    public static byte[] Of(HostFixture fixture, ulong start, int calls)
    {
        byte[] input = [.. s_signed];
        BitConverter.TryWriteBytes(input, start);
        BitConverter.TryWriteBytes(input.AsSpan(8), calls);
        fixture.Other.Value.Span.CopyTo(At(input, Other));
        fixture.Owned.Value.Span.CopyTo(At(input, Owned));
        HostFixture.Payer.Value.Span.CopyTo(At(input, Payer));
        return input;
    }

    private static Span<byte> At(byte[] input, int place) => input.AsSpan(place - HostCase.Input);

    private static byte[] Sign()
    {
        byte[] input = new byte[End - HostCase.Input];
        AssetId.Swr.Value.Span.CopyTo(At(input, Asset));
        At(input, Amount)[0] = 1;
        "noop"u8.CopyTo(At(input, Name));
        byte[] seed = SHA256.HashData("aeth/bench/gas"u8);
        ReadOnlySpan<byte> message = At(input, Asset)[..32];
        Signatures.PublicKeyFromSeed(seed, At(input, Ed25519)[..32]);
        Signatures.Sign(seed, message, At(input, Ed25519 + 32)[..64]);
        byte[] secret = new byte[32];
        Aether.Crypto.Bls12381.Bls.SecretFromSeed(seed, secret);
        Aether.Crypto.Bls12381.Bls.PublicKeyFromSecret(secret, At(input, Bls)[..48]);
        Aether.Crypto.Bls12381.Bls.Sign(secret, message, At(input, Bls + 48)[..96]);
        if (!KzgSetup.TryGet(out KzgSetup? setup, out string? reason))
        {
            throw new InvalidOperationException(reason);
        }

        byte[] blob = new byte[Aether.Crypto.Kzg.Kzg.BlobBytes];
        for (int i = 0; i < blob.Length; i += 32)
        {
            SHA256.HashData(BitConverter.GetBytes(i)).AsSpan(0, 31).CopyTo(blob.AsSpan(i + 1));
        }

        Span<byte> opening = At(input, Kzg);
        blob.AsSpan(32, 32).CopyTo(opening[48..]);
        bool proved = Aether.Crypto.Kzg.Kzg.TryCommit(setup, blob, opening[..48])
            && Aether.Crypto.Kzg.Kzg.TryProve(
                setup, blob, opening.Slice(48, 32), opening.Slice(80, 32), opening.Slice(112, 48));
        return proved ? input : throw new InvalidOperationException("the blob was refused");
    }
}
