using Aether.Consensus.Epochs;
using Aether.Core.Types;
using Aether.Node.Rpc;
using Aether.Pipeline.Status;

namespace Aether.Node.Telemetry.Collecting;

/// <summary>
/// Sizes of validator sets and this node's place in them, by epoch; counts its blocks that became final.
/// </summary>
/// <remarks><b>Threads</b>: any. An epoch is looked up once.</remarks>
internal sealed class EpochSeats
{
    private readonly NodeView _view;
    private readonly Address? _own;
    private volatile Seat? _last;
    private long _ownFinal;

    /// <summary>Looks at a node, and counts from now on.</summary>
    public EpochSeats(NodeView view)
    {
        _view = view;
        _own = view.Pipeline.Parts.OwnIndex is { } index ? view.Genesis.Validators[index].Address : null;
        view.Pipeline.BlockFinalized += OnFinal;
    }

    /// <summary>Blocks of this node that became final since the start.</summary>
    public long OwnFinal => Volatile.Read(ref _ownFinal);

    /// <summary>Validators of an epoch; 0 for one that did not begin.</summary>
    public int CountOf(uint epoch) => SeatOf(epoch).Validators;

    /// <summary>Share of the stake that signed a certificate; null where its validators are not known.</summary>
    public double? StakeShareOf(QuorumCertificate certificate)
    {
        if (certificate.IsRoot || _view.Epochs.Find(certificate.Epoch) is not { } epoch)
        {
            return null;
        }
        UInt128 total = epoch.Validators.TotalStake;
        return (double)epoch.Validators.StakeOf(certificate.Bitmap) / (double)total;
    }

    private void OnFinal(FinalBlock block)
    {
        if (_own is not null && SeatOf(block.Header.Epoch).Own == block.Header.Proposer)
        {
            Interlocked.Increment(ref _ownFinal);
        }
    }

    private Seat SeatOf(uint epoch)
    {
        if (_last is { } last && last.Epoch == epoch)
        {
            return last;
        }
        EpochContext? context = _view.Epochs.Find(epoch);
        if (context is null)
        {
            return new Seat(epoch, 0, -1);
        }
        int own = _own is { } address ? context.Validators.IndexOf(address) : -1;
        _last = new Seat(epoch, context.Validators.Count, own);
        return _last;
    }

    private sealed record Seat(uint Epoch, int Validators, int Own);
}
