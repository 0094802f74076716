using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.LeaderElection;
using Aether.Core.Types;
using Aether.Da.Shreds;
using Aether.Da.Turbine;

namespace Aether.Pipeline.Propagation;

/// <summary>What is the same for all blocks of an epoch: who leads, who relays, and the shreds themselves.</summary>
/// <remarks><b>Threads</b>: one at a time.</remarks>
internal sealed class PropagationEpoch
{
    private readonly IConsensusCrypto _crypto;
    private readonly Lottery _lottery;
    private readonly Func<Address, ushort?> _peerOf;
    private readonly ushort?[] _peers;

    /// <summary>Begins an epoch.</summary>
    public PropagationEpoch(
        Genesis genesis,
        EpochContext context,
        Address? own,
        IConsensusCrypto crypto,
        Func<Address, ushort?> peerOf)
    {
        _crypto = crypto;
        _peerOf = peerOf;
        Number = context.Epoch;
        Validators = context.Validators;
        OwnIndex = own is { } address ? context.Validators.IndexOf(address) : -1;
        _lottery = new Lottery(genesis, context.Validators, context.Randomness);
        Shreds = new FecSetAssembler(genesis.Hash);
        Span<UInt128> stakes = new UInt128[Validators.Count];
        for (int index = 0; index < stakes.Length; index++)
        {
            stakes[index] = Validators[index].Stake;
        }
        Tree = new TurbineTree(genesis.Hash, context.Epoch, stakes);
        _peers = new ushort?[Validators.Count];
        RefreshPeers();
    }

    /// <summary>Its number.</summary>
    public uint Number { get; }

    /// <summary>Its validators.</summary>
    public ValidatorSet Validators { get; }

    /// <summary>This node among them; -1 when it is none.</summary>
    public int OwnIndex { get; }

    /// <summary>Shreds of its blocks.</summary>
    public FecSetAssembler Shreds { get; }

    /// <summary>Who passes a shred on.</summary>
    public TurbineTree Tree { get; }

    /// <summary>The final view, as far as it is known here.</summary>
    public ulong FinalView { get; private set; }

    /// <summary>The current view likewise.</summary>
    public ulong CurrentView { get; private set; }

    /// <summary>Says where the chain stands.</summary>
    public void Advance(ulong finalView, ulong currentView)
    {
        FinalView = Math.Max(FinalView, finalView);
        CurrentView = Math.Max(Math.Max(CurrentView, currentView), FinalView);
        Shreds.Advance(FinalView, CurrentView);
    }

    /// <summary>The peer that a validator is; null when it is not connected as any.</summary>
    public ushort? PeerOf(int validator) => _peers[validator];

    /// <summary>Looks again which peers the validators are.</summary>
    public void RefreshPeers()
    {
        for (int index = 0; index < _peers.Length; index++)
        {
            _peers[index] = _peerOf(Validators[index].Address);
        }
    }

    /// <summary>True when the header's proposer was drawn for its view, or is the view's backup leader.</summary>
    public bool IsLeader(Header header)
    {
        Span<byte> output = stackalloc byte[64];
        if (!_crypto.VerifyVrf(header.Proposer, _lottery.Alpha(header.View), header.VrfProof, output))
        {
            return false;
        }
        return header.LeadKind == LeadKind.Vrf
            ? _lottery.TryRank(header.Proposer, output, out _)
            : _lottery.BackupLeader(header.View) == header.Proposer;
    }

    /// <summary>True when the payload is the one that the header commits to.</summary>
    public bool IsPayloadOf(Header header, byte[] payload) => _crypto.VerifyPayload(header, payload);
}
