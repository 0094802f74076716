using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.Simulation;

/// <summary>What the core asks for, carried out.</summary>
public sealed partial class SimulatedNode
{
    private void CarryOut(ConsensusEffect effect)
    {
        switch (effect)
        {
            case Persist persist:
                Write(effect, persist.Position);
                break;
            case StoreBlock store:
                Write(effect, store.Position);
                break;
            case StartEpoch start:
                _epochs[start.Epoch.Epoch] = start.Epoch;
                _simulation.Oracle.Started(this, start.Epoch);
                Write(effect, start.Position);
                break;
            case Sign sign:
                _waiting.Add(sign);
                SignWhatMayBe();
                break;
            case Broadcast broadcast:
                SendToAll(broadcast.Message);
                break;
            case Send send:
                SendTo(send.Peer, send.Message);
                break;
            case ServeBlock serve when Disk.Find(serve.BlockHash) is { } block:
                _simulation.Coverage.BlocksServed++;
                SendTo(serve.Peer, ConsensusMessage.OfBlockResponse(block));
                break;
            case ServeBlocks serve:
                Serve(serve);
                break;
            case ServeEpochProof serve when Disk.FindEpoch(serve.ClosedEpoch + 1)?.ToProof() is { } proof:
                SendTo(serve.Peer, ConsensusMessage.Of(proof));
                break;
            case SetTimer timer:
                Schedule(timer.DeadlineMs);
                break;
            case Execute execute:
                Run(execute);
                break;
            case Build build:
                Run(build);
                break;
            case Finalize final:
                _simulation.Oracle.Finalized(this, final);
                FlushStore();
                Disk.Commit(final.Blocks);
                break;
            case EvidenceFound found:
                _simulation.Oracle.Convicted(this, found);
                break;
            case PenalisePeer penalty:
                _simulation.Oracle.Penalised(this, penalty);
                break;
            case Halt halt:
                _simulation.Oracle.Halted(this, halt.Reason);
                break;
        }
    }

    private void SendToAll(ConsensusMessage message)
    {
        for (ushort peer = 0; peer < _simulation.Genesis.Validators.Count; peer++)
        {
            if (peer != Validator)
            {
                SendTo(peer, message);
            }
        }
    }

    private void SendTo(ushort peer, ConsensusMessage message)
    {
        if (Byzantine is not null)
        {
            Byzantine.Send(this, peer, message);
            return;
        }
        _simulation.Oracle.Sent(this, message);
        _simulation.Network.Send(this, peer, message);
    }

    private void Write(ConsensusEffect effect, ulong position)
    {
        if (_nextWriteFails == FaultKind.DiskFull)
        {
            FailWrite();
            return;
        }
        long free = Math.Max(Math.Max(_diskFreeUs, _stalledUntilUs), _simulation.NowUs);
        long due = free + _random.Between(20, _simulation.Settings.DiskUs);
        _diskFreeUs = due;
        if (_simulation.Settings.Mutant == ShellMutant.ReportBeforeWrite && IsHonest && effect is Persist)
        {
            After(0, SimulatedEventKind.Reported, position, flag: false, null);
            After(due - _simulation.NowUs + 200_000, () => Apply(effect));
            return;
        }
        _writes.Enqueue(new PendingWrite(effect, position));
        After(due - _simulation.NowUs, SimulatedEventKind.Written, 0, flag: false, null);
    }

    // A commit is one more write to the block store: what was written there before it is on disk with it.
    private void FlushStore()
    {
        foreach (PendingWrite write in _writes)
        {
            if (write.Effect is not Persist)
            {
                Apply(write.Effect);
            }
        }
    }

    private void OnWritten()
    {
        if (_nextWriteFails == FaultKind.DiskFlushFailed)
        {
            FailWrite();
            return;
        }
        PendingWrite write = _writes.Dequeue();
        Apply(write.Effect);
        OnDurable(write.Position);
    }

    private void Apply(ConsensusEffect effect)
    {
        if (_bug?.IsLost(effect) == true)
        {
            return;
        }
        if (effect is Persist persist)
        {
            _simulation.Oracle.Recorded(this, Disk.Safety, persist.Record);
            Disk.Write(persist.Record);
        }
        else if (effect is StoreBlock store)
        {
            Disk.Write(store.Block);
        }
        else if (effect is StartEpoch start)
        {
            Disk.Write(start.Epoch);
        }
    }

    private void Serve(ServeBlocks serve)
    {
        for (int index = 0; index < serve.Count; index++)
        {
            if (Disk.FindFinal(serve.FirstHeight + (ulong)index) is not { } block)
            {
                return;
            }
            _simulation.Coverage.BlocksServed++;
            SendTo(serve.Peer, ConsensusMessage.OfBlockResponse(block));
        }
    }

    private void OnDurable(ulong position)
    {
        _durable = Math.Max(_durable, position);
        Step(new DurableInput(NowMs, WallMs, position));
        SignWhatMayBe();
    }

    private void SignWhatMayBe()
    {
        for (int index = 0; index < _waiting.Count; index++)
        {
            Sign sign = _waiting[index];
            if (sign.AfterPosition > _durable)
            {
                continue;
            }
            _waiting.RemoveAt(index--);
            // One signer, one request after the other.
            _signerFreeUs = Math.Max(_signerFreeUs, _simulation.NowUs) + _random.Between(10, 200);
            After(_signerFreeUs - _simulation.NowUs, SimulatedEventKind.Signed, 0, flag: false, sign);
        }
    }

    private void OnSigned(Sign sign)
    {
        _simulation.Oracle.Signed(this, sign.Request);
        _simulation.Watcher.Signed(this, sign.Request);
        if (sign.Request is HeaderSignRequest own)
        {
            _executed[own.Header.Hash] = own.Header;
        }
        byte[] signature = _simulation.Crypto.Sign(Validator, sign.Request);
        Step(new SignedInput(NowMs, WallMs, sign.RequestId, signature));
    }

    private void Schedule(long deadlineMs)
    {
        _timer++;
        if (deadlineMs != long.MaxValue)
        {
            long due = Math.Max(_simulation.NowUs, GlobalUs(deadlineMs * 1000));
            After(due - _simulation.NowUs, SimulatedEventKind.Timer, _timer, flag: false, null);
        }
    }

    private void OnTimer(in SimulatedEvent what)
    {
        if (what.Number != _timer)
        {
            return;
        }
        if (_simulation.NowUs < _timersLateUntilUs && !what.Flag)
        {
            _simulation.Faults.Add(FaultKind.LateTimer);
            After(_random.Between(1_000, 500_000), SimulatedEventKind.Timer, _timer, flag: true, null);
            return;
        }
        Step(new TickInput(NowMs, WallMs));
    }

    private void Run(Execute execute)
    {
        Proposal block = execute.Block;
        if (!_executed.TryGetValue(block.Header.ParentHash, out Header? parent))
        {
            throw new SimulationViolationException("shell", "executed a block whose parent was not executed");
        }
        bool valid = SimulatedLedger.IsValid(parent, block, TransitionOf(block.Header.Epoch, parent, execute.Role));
        if (valid)
        {
            _executed[block.Hash] = block.Header;
        }
        After(_random.Between(100, _simulation.Settings.ExecuteUs), SimulatedEventKind.Executed, 0, valid, block);
    }

    private void Run(Build build)
    {
        BuiltBlock built = TransitionOf(Core!.Epoch.Epoch, build.Parent, build.Role) is { } transition
            ? SimulatedLedger.BuildClosing(build.Parent, transition)
            : SimulatedLedger.Build(build.Parent, BitConverter.GetBytes(_random.Bits()));
        After(_random.Between(100, _simulation.Settings.ExecuteUs), SimulatedEventKind.Built, build.View, true, built);
    }

    private EpochTransition? TransitionOf(uint epoch, Header parent, BlockRole role) =>
        role == BlockRole.Closing ? _simulation.Epochs.After(_epochs[epoch], parent) : null;

    private static string? Describe(ConsensusEffect effect) => effect switch
    {
        Sign { Request: VoteSignRequest vote } => $"{vote.Kind} {vote.View} {Short(vote.BlockHash)}",
        Sign { Request: TimeoutSignRequest timeout } => $"timeout {timeout.View} with certificate {timeout.HighView}",
        Sign { Request: HeaderSignRequest { Header: { } header } } =>
            $"propose {header.View} {Short(header.Hash)} on {header.Justify.View} by {header.LeadKind}",
        Broadcast { Message.Entry: { } entry } => $"enter {entry.EnteredView}",
        Send { Message.BlockRequest: { } hash } send => $"ask {send.Peer} for {Short(hash)}",
        Execute execute => $"execute {execute.Block.Header.View} {Short(execute.Block.Hash)}",
        Finalize final => $"final up to view {final.Blocks[^1].Block.Header.View}",
        PenalisePeer penalty => $"blame {penalty.Peer}: {penalty.Reason}",
        _ => null,
    };

    private static string Short(Hash256 hash) => hash.ToString()[..10];
}
