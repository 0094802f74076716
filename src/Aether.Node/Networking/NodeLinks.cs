using System.Net;
using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Native.Quic;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;
using Aether.Node.Options;

namespace Aether.Node.Networking;

/// <summary>What a validator talks to the others by.</summary>
internal static class NodeLinks
{
    /// <summary>QUIC with the peers of `--peers`; nothing for a chain with one validator.</summary>
    /// <param name="genesis">The chain.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="index">This validator's number in the genesis.</param>
    /// <exception cref="NodeStartException">The peers, the key or the address cannot be used.</exception>
    public static ITransport Open(Genesis genesis, RunOptions options, int index)
    {
        if (options.PeersPath is not { } path)
        {
            return genesis.Validators.Count == 1 ? new InMemoryNetwork(1)[0] : throw new NodeStartException(
                ExitCode.Usage,
                $"this genesis has {genesis.Validators.Count} validators: say with --peers where the others are, or "
                + "with --bootstrap where to look for them, or run them all on this machine with: aether devnet.");
        }
        IReadOnlyList<PeerAddress> peers = PeersFile.Load(path, genesis.Validators.Count);
        string keyPath = options.NodeKeyPath ?? Path.Combine(options.DataFolder, NodeKeyFile.Name);
        using SigningSeed key = NodeKeyFile.OpenOrCreate(keyPath);
        PeerAddress own = peers[index];
        if (own.Id.Key != key.PublicKey)
        {
            throw new NodeStartException(
                ExitCode.Usage,
                $"{path} names validator {index} {own.Id}, and {keyPath} is the key of {key.PublicKey}; "
                + "put this one into the file, or name another key with --node-key.");
        }
        return new PeerLinks(Listen(key, ListenAddress(options, own)), (ushort)index, peers, TimeProvider.System);
    }

    private static IPEndPoint ListenAddress(RunOptions options, PeerAddress own)
    {
        if (options.Listen is not { } text)
        {
            return own.Address;
        }
        return IPEndPoint.TryParse(text, out IPEndPoint? address) ? address : throw new NodeStartException(
            ExitCode.Usage, $"--listen is an IP address and a port, such as 0.0.0.0:7600, not '{text}'.");
    }

    /// <summary>A QUIC endpoint with the node's identity.</summary>
    /// <exception cref="NodeStartException">QUIC or the address cannot be used.</exception>
    public static IPeerTransport Listen(SigningSeed key, IPEndPoint address)
    {
        if (QuicEndpoint.NotSupportedReason is string reason)
        {
            throw new NodeStartException(ExitCode.Unexpected, $"QUIC cannot be used: {reason}");
        }
        Span<byte> seed = stackalloc byte[32];
        key.CopyTo(seed);
        try
        {
            return new QuicEndpoint(new QuicEndpointOptions { Listen = address }, seed);
        }
        catch (QuicException error)
        {
            throw new NodeStartException(
                ExitCode.Endpoint, $"cannot listen on {address} (UDP): {error.Message}; choose another with --listen.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }
}
