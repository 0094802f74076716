using Aether.Core;
using Aether.Core.Types;
using Aether.Da.Shreds;
using Aether.Da.Turbine;
using Aether.Pipeline.Propagation;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.NetworkTests.Blocks;

public sealed class PropagationCoreTests : IDisposable
{
    private const int Nodes = 4;
    private const int MutantsInSuite = 100_000;

    private readonly PropagationChain _chain = new(Nodes);
    private readonly CoreDesk _desk = new();
    private readonly ShredSigner _signer;
    private readonly PropagationCore _core;
    private readonly ushort _leader;
    private readonly ushort _own;
    private readonly Proposal _proposal;
    private readonly ProposalHead _head;
    private readonly EncodedBlock _shreds;

    public PropagationCoreTests()
    {
        _leader = (ushort)_chain.LeaderOf(1);
        _own = (ushort)((_leader + 1) % Nodes);
        _signer = _chain.SignerOf(_own);
        Address own = _chain.Genesis.Validators[_own].Address;
        ShredParts parts = new() { Links = null!, Signer = _signer, MinValidators = 2 };
        _core = new PropagationCore(_chain.Genesis, own, Nodes, parts, new FakeConsensus(), _desk);
        _core.Advance(_chain.Epoch, 0, 1);
        _proposal = _chain.Propose(1, _chain.Payload(100_000));
        (_head, _shreds) = _chain.Cut(_proposal);
    }

    [Fact]
    public void OnDatagram_ShredsBeforeTheirHead_AreHeldAndThenUsedAndPassedOn()
    {
        for (int set = 0; set < _shreds.SetCount; set++)
        {
            for (int shard = 0; shard < 64; shard++)
            {
                _core.OnDatagram(0, _leader, _shreds.Shred(set, shard));
            }
        }
        Assert.Empty(_desk.Delivered);
        Assert.Empty(_desk.Sent);
        Assert.Equal(_shreds.SetCount * 64, _core.Counters.ShredsHeld);
        _core.OnHead(1, _leader, _head.Encode());
        (ushort peer, byte[] message) = Assert.Single(_desk.Delivered);
        Assert.Equal(_leader, peer);
        Assert.Equal(PropagationChain.Encode(_proposal), message);
        Assert.Equal(_core.Counters.ShredsRelayed, _desk.Sent.Count);
        Assert.InRange(_desk.Sent.Count, 50, 130);
        ushort[] others = [.. Enumerable.Range(0, Nodes).Where(n => n != _own && n != _leader).Select(n => (ushort)n)];
        Assert.All(_desk.Sent, sent => Assert.Equal(others, sent.Peers));
    }

    [Fact]
    public void OnDatagram_ShredOfTheLeaderByAnother_IsTakenAndNotPassedOn()
    {
        _core.OnHead(0, _leader, _head.Encode());
        for (int shard = 0; shard < 64; shard++)
        {
            _core.OnDatagram(0, (ushort)((_own + 1) % Nodes), _shreds.Shred(0, shard));
            _core.OnDatagram(0, _leader, _shreds.Shred(0, shard));
        }
        Assert.Empty(_desk.Sent);
        Assert.Equal(64, _core.Counters.ShredsTaken);
        Assert.Equal(64, _core.Counters.ShredsUnused);
    }

    [Fact]
    public void Tick_SetStalls_AsksAndAnswersAreTakenAndNotPassedOn()
    {
        _core.OnHead(0, _leader, _head.Encode());
        for (int shard = 0; shard < 20; shard++)
        {
            _core.OnDatagram(0, _leader, _shreds.Shred(0, shard));
        }
        _desk.Sent.Clear();
        _core.Tick(Limits.Shred.StallMs - 1);
        Assert.Empty(_desk.Sent);
        _core.Tick(Limits.Shred.StallMs);
        Assert.Equal(_shreds.SetCount, _desk.Sent.Count);
        RepairServer server = new();
        byte[] room = new byte[RepairServer.MaxAnswerBytes];
        (ushort[] Peers, byte[] Bytes)[] asked = [.. _desk.Sent];
        _desk.Sent.Clear();
        foreach ((ushort[] peers, byte[] bytes) in asked)
        {
            Assert.NotEqual(_own, Assert.Single(peers));
            Assert.True(RepairRequest.TryDecode(bytes.AsSpan(1), out RepairRequest request));
            Assert.Equal(_proposal.Hash, request.BlockHash);
            ReadOnlySpan<byte> answer = room.AsSpan(0, server.Answer(request, _shreds, 0, 1, 0, room));
            while (RepairServer.TryNext(ref answer, out ReadOnlySpan<byte> shred))
            {
                _core.OnDatagram(110, _leader, [BlockRepair.AnswerTag, .. shred]);
            }
        }
        Assert.Single(_desk.Delivered);
        Assert.Empty(_desk.Sent);
        Assert.Equal(0, _core.Counters.BlocksUnrepaired);
    }

    [Fact]
    public void OnDatagram_Request_IsAnsweredFromOwnAndOtherBlocksWithinABudget()
    {
        _core.OnHead(0, _leader, _head.Encode());
        for (int shard = 0; shard < 32; shard++)
        {
            _core.OnDatagram(0, 3, _shreds.Shred(0, shard));
        }
        byte[] request = new byte[1 + RepairRequest.EncodedBytes];
        request[0] = BlockRepair.RequestTag;
        new RepairRequest(_proposal.Hash, 0, ulong.MaxValue).Encode(request.AsSpan(1));
        _core.OnDatagram(0, 2, request);
        Assert.Equal(64, _desk.Sent.Count);
        Assert.Equal([BlockRepair.AnswerTag, .. _shreds.Shred(0, 63)], _desk.Sent[63].Bytes);
        for (int again = 0; again < 1_000; again++)
        {
            _core.OnDatagram(0, 2, request);
        }
        Assert.Equal(Limits.Shred.RepairBurst, _desk.Sent.Count);
    }

    [Fact]
    public void OnHead_PayloadIsNotTheHeaders_NothingIsDeliveredAndTheLeaderReported()
    {
        Proposal wrong = _proposal with
        {
            SignedHeader = _proposal.SignedHeader with
            {
                Header = _proposal.Header with { PayloadRoot = Hash256.Zero },
            },
        };
        (ProposalHead head, EncodedBlock shreds) = _chain.Cut(wrong);
        _core.OnHead(0, _leader, head.Encode());
        for (int set = 0; set < shreds.SetCount; set++)
        {
            for (int shard = 0; shard < 32; shard++)
            {
                _core.OnDatagram(0, _leader, shreds.Shred(set, shard));
            }
        }
        Assert.Empty(_desk.Delivered);
        Assert.Equal([_leader], _desk.Reported);
    }

    [Fact]
    public void Advance_AnotherEpoch_ForgetsAndGoesOn()
    {
        _core.OnHead(0, _leader, _head.Encode());
        _core.Advance(_chain.Epoch with { Epoch = 1 }, 0, 1);
        _core.OnHead(0, _leader, _head.Encode());
        _core.OnDatagram(0, _leader, _shreds.Shred(0, 0));
        _core.Tick(10_000);
        Assert.Equal(1, _core.Counters.Heads);
        Assert.Empty(_desk.Sent);
        Assert.Empty(_desk.Messages);
    }

    [Fact]
    public void OnDatagram_Mutants_NeverThrowAndTheBlockIsTheLeaders()
    {
        _core.OnHead(0, _leader, _head.Encode());
        SeededRandom random = new(23);
        byte[] target = new byte[(2 * Limits.Shred.MaxBytes) + 64];
        byte[] request = new byte[1 + RepairRequest.EncodedBytes];
        request[0] = BlockRepair.RequestTag;
        new RepairRequest(_proposal.Hash, 0, 3).Encode(request.AsSpan(1));
        string? asked = Environment.GetEnvironmentVariable("AETHER_HEAD_MUTANTS");
        int mutants = asked is null
            ? MutantsInSuite
            : int.Parse(asked, System.Globalization.CultureInfo.InvariantCulture);
        for (int mutant = 0; mutant < mutants; mutant++)
        {
            byte[] good = _shreds.Shred(random.Below(_shreds.SetCount), random.Below(64)).ToArray();
            byte[] source = random.Below(8) switch
            {
                0 => request,
                1 => [BlockRepair.AnswerTag, .. good],
                _ => good,
            };
            int length = ByteMutator.Mutate(random, source, request, target);
            _core.OnDatagram(mutant / 10, (ushort)random.Below(Nodes), target.AsSpan(0, length));
            if (mutant % 100 == 0)
            {
                _core.Tick(mutant / 10);
            }
            _desk.Sent.Clear();
            _desk.Reported.Clear();
            _desk.Messages.Clear();
        }
        Assert.True(_core.Counters.ShredsBad > mutants / 4);
        byte[] whole = PropagationChain.Encode(_proposal);
        Assert.All(_desk.Delivered, delivered => Assert.Equal(whole, delivered.Bytes));
    }

    public void Dispose() => _signer.Dispose();
}
