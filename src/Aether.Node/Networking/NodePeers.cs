using System.Net;
using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Network.Links;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;
using Aether.Node.Logging;
using Aether.Node.Options;
using Aether.Node.Signing;
using Aether.Pipeline.Status;
using PeerAddress = Aether.Network.Peers.PeerAddress;

namespace Aether.Node.Networking;

/// <summary>The network of a node that finds its peers itself.</summary>
internal static class NodePeers
{
    // Two months of slots: a lost key of a node is worth no stake for longer than that.
    private const ulong BindingHeights = 10_000_000;

    /// <summary>Listens and prepares; nothing is dialled before the start.</summary>
    /// <param name="genesis">The chain.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="index">This validator's number in the genesis; null for an observer.</param>
    /// <param name="keys">Its secrets; null with a signer process and for an observer.</param>
    /// <exception cref="NodeStartException">An address or the key cannot be used.</exception>
    public static PeerNetwork Open(Genesis genesis, RunOptions options, int? index, ValidatorKeys? keys)
    {
        (PeerAddress, PeerId?)[] bootstrap = [.. options.Bootstrap.Select(ParseBootstrap)];
        string keyPath = options.NodeKeyPath ?? Path.Combine(options.DataFolder, NodeKeyFile.Name);
        using SigningSeed key = NodeKeyFile.OpenOrCreate(keyPath);
        IPeerTransport transport = NodeLinks.Listen(key, ListenAddress(options, bootstrap));
        PeerAddress[] addresses = [.. OwnAddresses(options, transport)];
        PeerFiles files = new(options.DataFolder, TimeProvider.System);
        long nowMs = PeerNetwork.MillisecondsOf(TimeProvider.System);
        Address? validator = index is { } own ? genesis.Validators[own].Address : null;
        PeerOptions peers = new()
        {
            GenesisHash = genesis.Hash,
            Local = transport.Local,
            LocalRecord = Sign(key, genesis, addresses, Bind(genesis, options, transport.Local, keys, validator)),
            Validator = validator,
            AllowsPrivate = addresses.Any(address => !address.IsPublic)
                || bootstrap.Any(entry => !entry.Item1.IsPublic),
            Bootstrap = bootstrap,
            Anchors = files.LoadAnchors(),
            Bans = files.LoadBans(nowMs),
        };
        PeerNetworkOptions network = new()
        {
            Peers = peers,
            Validators = StakesOf(genesis.Validators),
            Renew = keys is null ? null : _ => Renew(genesis, keyPath, addresses, keys),
            SaveAnchors = files.SaveAnchors,
            SaveBans = files.SaveBans,
            OnBan = ban => NodeLog.Shared.Write(
                NodeEvents.PeerBanned, $"a peer is banned: {ban.Reason}", ("peer", ban.Peer.ToString())),
        };
        return new PeerNetwork(
            transport, network, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)), nowMs);
    }

    /// <summary>A validator's word for a node, for two months from now.</summary>
    public static ValidatorBinding Bind(Genesis genesis, ValidatorKeys keys, PeerId peer)
    {
        // No chain is higher than its slots.
        long elapsedMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - (long)genesis.TimestampMs;
        ulong highest = (ulong)(Math.Max(elapsedMs, 0) / genesis.Parameters.SlotMs);
        return ValidatorBinding.Sign(keys.ColdSeed, genesis.Hash, peer, highest + BindingHeights);
    }

    /// <summary>Tells the network where the chain stands, now and after each final block.</summary>
    public static void Follow(PeerNetwork network, NodeHost node)
    {
        uint told = node.View.Epochs.Current;
        Tell(network, node, told);
        network.SetFinal(node.View.Store.FinalizedHeader.Height);
        node.View.Pipeline.BlockFinalized += OnFinal;

        void OnFinal(FinalBlock block)
        {
            network.SetFinal(block.Header.Height);
            uint epoch = node.View.Epochs.Current;
            if (epoch != told)
            {
                told = epoch;
                Tell(network, node, epoch);
            }
        }
    }

    private static void Tell(PeerNetwork network, NodeHost node, uint epoch)
    {
        if (node.View.Epochs.Find(epoch) is { } context)
        {
            network.SetValidators(StakesOf(context.Validators));
        }
    }

    private static (Address Validator, UInt128 Stake)[] StakesOf(ValidatorSet set)
    {
        (Address Validator, UInt128 Stake)[] stakes = new (Address Validator, UInt128 Stake)[set.Count];
        for (int index = 0; index < stakes.Length; index++)
        {
            stakes[index] = (set[index].Address, set[index].Stake);
        }
        return stakes;
    }

    private static (PeerAddress Address, PeerId? Peer) ParseBootstrap(string text)
    {
        int at = text.IndexOf('@', StringComparison.Ordinal);
        PeerId? peer = null;
        if (at >= 0)
        {
            bool named = Hash256.TryParse(text.AsSpan(0, at), out Hash256 key);
            peer = named ? new PeerId(new PublicKey(key)) : throw Bad(text);
        }
        return PeerAddress.TryParse(text[(at + 1)..], out PeerAddress address) ? (address, peer) : throw Bad(text);
    }

    private static NodeStartException Bad(string text) => new(
        ExitCode.Usage, $"--bootstrap takes IP:PORT or ID@IP:PORT, such as 10.0.0.5:7600, not '{text}'.");

    private static IPEndPoint ListenAddress(RunOptions options, (PeerAddress Address, PeerId?)[] bootstrap)
    {
        if (options.Listen is { } text)
        {
            return IPEndPoint.TryParse(text, out IPEndPoint? address) ? address : throw new NodeStartException(
                ExitCode.Usage, $"--listen is an IP address and a port, such as 0.0.0.0:7600, not '{text}'.");
        }
        bool local = bootstrap.All(entry => IPAddress.IsLoopback(entry.Address.ToEndPoint().Address));
        return new IPEndPoint(local ? IPAddress.Loopback : IPAddress.Any, 0);
    }

    private static IEnumerable<PeerAddress> OwnAddresses(RunOptions options, IPeerTransport transport)
    {
        if (options.External.Count > Core.Limits.Peers.MaxAddresses)
        {
            throw new NodeStartException(
                ExitCode.Usage, $"--external takes at most {Core.Limits.Peers.MaxAddresses} addresses.");
        }
        foreach (string text in options.External.Distinct())
        {
            yield return PeerAddress.TryParse(text, out PeerAddress address) ? address : throw new NodeStartException(
                ExitCode.Usage, $"--external takes IP:PORT, such as 203.0.113.7:7600, not '{text}'.");
        }
        if (options.External.Count == 0)
        {
            if (PeerAddress.TryFrom(transport.LocalAddress, out PeerAddress own))
            {
                yield return own;
            }
            else
            {
                Console.Error.WriteLine(
                    $"aether: nobody can dial this node: it listens on {transport.LocalAddress}; say with --external "
                    + "where others reach it.");
            }
        }
    }

    private static ValidatorBinding? Bind(
        Genesis genesis, RunOptions options, PeerId local, ValidatorKeys? keys, Address? validator)
    {
        if (keys is not null)
        {
            return Bind(genesis, keys, local);
        }
        ValidatorBinding? binding = validator is null ? null : NodeBindingFile.Load(options.DataFolder);
        if (binding is not null && (binding.Validator != validator || !binding.Verify(genesis.Hash, local)))
        {
            throw new NodeStartException(
                ExitCode.Usage,
                $"{NodeBindingFile.Name} is not this validator's word for this node; make it again with: "
                + "aether node-key --keys FILE.");
        }
        if (validator is not null && binding is null)
        {
            Console.Error.WriteLine(
                "aether: other validators do not know this node for one: make its binding with "
                + "aether node-key --data FOLDER --genesis FILE --keys FILE.");
        }
        return binding;
    }

    private static NodeRecord Renew(
        Genesis genesis, string keyPath, PeerAddress[] addresses, ValidatorKeys keys)
    {
        using SigningSeed key = NodeKeyFile.OpenOrCreate(keyPath);
        PeerId local = new(key.PublicKey);
        return Sign(key, genesis, addresses, Bind(genesis, keys, local));
    }

    private static NodeRecord Sign(
        SigningSeed key, Genesis genesis, PeerAddress[] addresses, ValidatorBinding? binding)
    {
        Span<byte> seed = stackalloc byte[32];
        key.CopyTo(seed);
        try
        {
            ulong sequence = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            return NodeRecord.Sign(seed, genesis.Hash, sequence, addresses, binding);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }
}
