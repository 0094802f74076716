using Aether.Core.Diagnostics;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Kzg;
using Aether.Execution.Wasm.Runtime;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.Execution.Wasm.Host;

/// <summary>Hashing and verification for contracts: nothing but their arguments decides a result.</summary>
/// <remarks><b>Consensus</b>: results and order of checks.</remarks>
internal static class HostCryptography
{
    /// <summary>Writes SHA-256 of some bytes.</summary>
    public static TrapKind Sha256(in HostCall call, Span<ulong> cells)
    {
        TrapKind trap = TakeHash(call, HostNumber.Sha256, cells, out Span<byte> data, out Span<byte> room);
        if (trap == TrapKind.None)
        {
            Span<byte> digest = stackalloc byte[32];
            System.Security.Cryptography.SHA256.HashData(data, digest);
            digest.CopyTo(room);
        }
        return trap;
    }

    /// <summary>Writes BLAKE3 of some bytes.</summary>
    public static TrapKind Blake3(in HostCall call, Span<ulong> cells)
    {
        TrapKind trap = TakeHash(call, HostNumber.Blake3, cells, out Span<byte> data, out Span<byte> room);
        if (trap == TrapKind.None)
        {
            Span<byte> digest = stackalloc byte[32];
            Crypto.Hashing.Blake3.Hash(data, digest);
            digest.CopyTo(room);
        }
        return trap;
    }

    /// <summary>Verifies a signature by the rules of ZIP-215.</summary>
    public static TrapKind Ed25519Verify(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Span<byte> key = arguments.Fixed(32);
        Span<byte> signature = arguments.Fixed(64);
        Span<byte> message = arguments.Bytes();
        if (arguments.Trap != TrapKind.None)
        {
            return arguments.Trap;
        }
        if (ContractHost.IsDry(call, HostNumber.Ed25519Verify, key.Length + signature.Length + message.Length))
        {
            return TrapKind.OutOfGas;
        }
        cells[0] = Signatures.Verify(key, message, signature) ? 1u : 0u;
        return TrapKind.None;
    }

    /// <summary>Verifies a BLS signature in G2.</summary>
    public static TrapKind BlsVerify(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Span<byte> key = arguments.Fixed(48);
        Span<byte> signature = arguments.Fixed(96);
        Span<byte> message = arguments.Bytes();
        if (arguments.Trap != TrapKind.None)
        {
            return arguments.Trap;
        }
        if (ContractHost.IsDry(call, HostNumber.BlsVerify, key.Length + signature.Length + message.Length))
        {
            return TrapKind.OutOfGas;
        }
        cells[0] = BlsKey.TryDecode(key, out BlsKey? decoded) && Bls.Verify(decoded, message, signature) ? 1u : 0u;
        return TrapKind.None;
    }

    /// <summary>Verifies an opening of a KZG commitment.</summary>
    public static TrapKind KzgVerify(in HostCall call, Span<ulong> cells)
    {
        HostArguments arguments = new(call, cells);
        Span<byte> commitment = arguments.Fixed(48);
        Span<byte> point = arguments.Fixed(32);
        Span<byte> value = arguments.Fixed(32);
        Span<byte> proof = arguments.Fixed(48);
        if (arguments.Trap != TrapKind.None)
        {
            return arguments.Trap;
        }
        if (ContractHost.IsDry(call, HostNumber.KzgVerify, 48 + 32 + 32 + 48))
        {
            return TrapKind.OutOfGas;
        }
        // A node without the setup cannot know the result: it must not vote on a guess.
        if (!KzgSetup.TryGet(out KzgSetup? setup, out string? reason))
        {
            Check.Fail($"a contract verifies an opening, and the setup is missing: {reason}");
        }
        cells[0] = Kzg.Verify(setup, commitment, point, value, proof) ? 1u : 0u;
        return TrapKind.None;
    }

    private static TrapKind TakeHash(
        in HostCall call, HostNumber number, Span<ulong> cells, out Span<byte> data, out Span<byte> room)
    {
        HostArguments arguments = new(call, cells);
        data = arguments.Bytes();
        room = arguments.Fixed(32);
        return arguments.Trap != TrapKind.None ? arguments.Trap
            : ContractHost.IsDry(call, number, data.Length + room.Length) ? TrapKind.OutOfGas
            : TrapKind.None;
    }
}
