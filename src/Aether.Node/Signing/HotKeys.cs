using System.Security.Cryptography;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Vrf;

namespace Aether.Node.Signing;

/// <summary>The keys that sign within a slot.</summary>
/// <remarks><b>Ownership</b>: takes them over and zeroes them on disposal.</remarks>
internal sealed class HotKeys : IDisposable
{
    private readonly byte[] _blsSecret;
    private readonly byte[] _vrfSeed;

    /// <summary>Takes the keys over.</summary>
    public HotKeys(byte[] blsSecret, byte[] vrfSeed, IKesKeys kes)
    {
        _blsSecret = blsSecret;
        _vrfSeed = vrfSeed;
        Kes = kes;
    }

    /// <summary>The header keys.</summary>
    public IKesKeys Kes { get; }

    /// <summary>BLS over a vote's or timeout's message: 96 bytes.</summary>
    public byte[] SignVote(ReadOnlySpan<byte> message)
    {
        byte[] signature = new byte[Core.Types.BlsSignature.Bytes];
        Bls.Sign(_blsSecret, message, signature);
        return signature;
    }

    /// <summary>The VRF proof of an input: 80 bytes.</summary>
    public byte[] Prove(ReadOnlySpan<byte> alpha)
    {
        byte[] proof = new byte[EcVrf.ProofBytes];
        EcVrf.Prove(_vrfSeed, alpha, proof);
        return proof;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_blsSecret);
        CryptographicOperations.ZeroMemory(_vrfSeed);
        Kes.Dispose();
    }
}
