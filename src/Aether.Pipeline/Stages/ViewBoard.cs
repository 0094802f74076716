using Aether.Consensus.Epochs;
using Aether.Core.Types;

namespace Aether.Pipeline.Stages;

/// <summary>What others may know of where consensus is.</summary>
/// <remarks><b>Threads</b>: the consensus thread writes, any reads.</remarks>
internal sealed class ViewBoard(ChainCore core)
{
    private ulong _leaderView;
    private ushort _leader;
    private volatile ViewStatus _status = new(core.CurrentView, core.FinalizedHeader.Epoch, null);
    private volatile ConsensusPlace _place = new(core.Epoch.Epoch, core.CurrentView);

    /// <summary>View, epoch and leader after the last run.</summary>
    public ViewStatus Status => _status;

    /// <summary>Epoch and view after the last run.</summary>
    public ConsensusPlace Place => _place;

    /// <summary>The header of the view is taken up.</summary>
    public void NoteLeader(Header header)
    {
        if (header.View == core.CurrentView)
        {
            _leaderView = header.View;
            _leader = header.Proposer;
        }
    }

    /// <summary>Shows what changed.</summary>
    public void Publish()
    {
        ulong view = core.CurrentView;
        ushort? leader = _leaderView == view ? _leader : null;
        if (_status.View != view || _status.Leader != leader)
        {
            _status = new ViewStatus(view, core.FinalizedHeader.Epoch, leader);
        }
        if (_place.View != view || _place.Epoch != core.Epoch.Epoch)
        {
            _place = new ConsensusPlace(core.Epoch.Epoch, view);
        }
    }
}
