using System.Security.Cryptography;
using System.Text;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.TestKit.NodeSimulation.Gossip;

/// <summary>Who a node is among peers: its identity, its address, and the account of its validator.</summary>
internal sealed class NodeIdentity
{
    private const ulong BindingHeights = 1_000_000_000;

    private readonly byte[] _seed;
    private readonly byte[] _account;
    private readonly Hash256 _genesis;

    /// <summary>The node of a number. Each is in a public network of its own.</summary>
    public NodeIdentity(Hash256 genesis, int index, bool isValidator)
    {
        _genesis = genesis;
        _seed = SHA256.HashData(Encoding.ASCII.GetBytes($"aether simulated peer {index}"));
        _account = SHA256.HashData(Encoding.ASCII.GetBytes($"aether simulated account {index}"));
        Peer = new PeerId(KeyOf(_seed));
        Address = PeerAddress.TryParse($"20.1.{index}.1:4000", out PeerAddress address)
            ? address
            : throw new ArgumentOutOfRangeException(nameof(index));
        Validator = isValidator ? Core.Types.Address.FromPublicKey(KeyOf(_account)) : null;
    }

    /// <summary>Its identity.</summary>
    public PeerId Peer { get; }

    /// <summary>Where it listens.</summary>
    public PeerAddress Address { get; }

    /// <summary>Its validator; null for a stranger.</summary>
    public Address? Validator { get; }

    /// <summary>Its record of one life.</summary>
    public NodeRecord Record(int incarnation) => NodeRecord.Sign(
        _seed,
        _genesis,
        (ulong)incarnation,
        [Address],
        Validator is null ? null : ValidatorBinding.Sign(_account, _genesis, Peer, BindingHeights));

    private static PublicKey KeyOf(byte[] seed)
    {
        byte[] key = new byte[Hash256.Bytes];
        Ed25519.PublicKeyFromSeed(seed, key);
        return new PublicKey(new Hash256(key));
    }
}
