using System.Globalization;
using Aether.Consensus.SlashingProtection;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Node.Signing;
using Aether.TestKit.Signing;
using Xunit;
using static Aether.TestKit.Signing.SignerRequests;

namespace Aether.UnitTests.Node.Signing;

public sealed class SignerSessionTests : IDisposable
{
    private readonly SignerBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Handle_Request_GivesASignatureOfTheKey()
    {
        using SignerSession session = Greeted();
        VoteSignRequest vote = Prevote(0, 5, 4);
        SignerReply reply = Ask(session, vote);
        byte[] message = new byte[SigningMessages.VoteBytes];
        SigningMessages.WriteVote(message, SignerBench.Genesis, VoteKind.Prevote, 0, 5, vote.BlockHash);
        Assert.True(BlsKey.TryDecode(_bench.Validator.BlsKey.Span, out BlsKey? key));
        Assert.True(Bls.Verify(key!, message, reply.Signature));
        Assert.Equal(reply.Signature, Ask(session, vote).Signature);
        Assert.Equal(SignerRefusal.OtherPrevote, Ask(session, Prevote(0, 5, 4, block: 1)).Refusal);
    }

    [Fact]
    public void Handle_Reply_IsNeverAboveItsLimit()
    {
        using SignerSession session = Greeted();
        foreach (SignRequest request in new SignRequest[] { Propose(0, 5), Precommit(0, 5), Precommit(0, 5, 1) })
        {
            byte[] reply = session.Handle(Ace.Encode<SignerMessage>(new SignerAsk(1, request)));
            Assert.InRange(reply.Length, 1, Limits.Signer.MaxReplyBytes);
        }
        string longest = new('x', 5_000);
        Assert.InRange(Ace.Encode(SignerReply.Reject(longest)).Length, 1, Limits.Signer.MaxReplyBytes);
    }

    [Fact]
    public void Handle_Greeting_ThatDoesNotFit_IsRejected()
    {
        SignerHello good = _bench.Hello;
        SignerMessage[] bad =
        [
            good with { Version = 2 },
            good with { GenesisHash = HashOf(3) },
            good with { Key = new BlsPublicKey(new byte[BlsPublicKey.Bytes]) },
            new SignerPing(1),
            new SignerAsk(1, Precommit(0, 5)),
        ];
        foreach (SignerMessage message in bad)
        {
            using SignerSession session = new(_bench.Service, "test", false, null);
            Assert.Equal(SignerReplyKind.Rejected, Send(session, message).Kind);
            Assert.True(session.IsOver);
        }
        using SignerSession overTls = new(_bench.Service, "test", true, "not pinned");
        Assert.Equal(SignerReplyKind.Rejected, Send(overTls, good).Kind);
    }

    [Fact]
    public void Handle_SecondConnectionForAKey_IsRejectedUntilTheFirstIsGone()
    {
        using (SignerSession first = Greeted())
        {
            using SignerSession second = new(_bench.Service, "test", false, null);
            SignerReply reply = Send(second, _bench.Hello);
            Assert.Equal(SignerReplyKind.Rejected, reply.Kind);
            Assert.Contains("another connection", reply.Text, StringComparison.Ordinal);
        }
        using SignerSession third = Greeted();
        Assert.Equal(SignerRefusal.None, Ask(third, Precommit(0, 5)).Refusal);
    }

    [Fact]
    public void Handle_NodeThatWasAnsweredMore_IsRejected_TheLogIsAnOldCopy()
    {
        using (SignerSession session = Greeted())
        {
            Ask(session, Precommit(0, 5));
        }
        SignerRecord answered = _bench.Service.Keys.Single().Signer.Record;
        using SignerSession same = new(_bench.Service, "test", false, null);
        Assert.Equal(SignerReplyKind.Welcome, Send(same, _bench.Hello with { Answered = answered }).Kind);
        same.Dispose();
        using SignerSession later = new(_bench.Service, "test", false, null);
        SignerReply reply = Send(later, _bench.Hello with { Answered = answered with { PrevotedView = 6 } });
        Assert.Equal(SignerReplyKind.Rejected, reply.Kind);
        Assert.Contains("old copy", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Handle_AboveTheRate_IsRefusedUntilTimeHasPassed()
    {
        ManualTime time = new();
        _bench.Restart(10, time);
        using SignerSession session = Greeted();
        for (int count = 0; count < 10; count++)
        {
            Assert.Equal(SignerRefusal.None, Ask(session, Precommit(0, 5)).Refusal);
        }
        Assert.Equal(SignerRefusal.TooMany, Ask(session, Precommit(0, 5)).Refusal);
        time.Advance(TimeSpan.FromMilliseconds(150));
        Assert.Equal(SignerRefusal.None, Ask(session, Precommit(0, 5)).Refusal);
        Assert.Equal(SignerRefusal.TooMany, Ask(session, Precommit(0, 5)).Refusal);
    }

    [Fact]
    public void Handle_Listening_EndsOnlyAfterEnoughViews_AndStaysEnded()
    {
        using SignerBench bench = new(SignerRecord.Empty with { ListenViews = 40 });
        using (SignerSession session = new(bench.Service, "test", false, null))
        {
            Assert.Equal(40U, Send(session, bench.Hello).Record!.ListenViews);
            Assert.Equal(SignerRefusal.Listening, Ask(session, Precommit(0, 5)).Refusal);
            Assert.Equal(40U, Send(session, new SignerListened(39)).Record!.ListenViews);
            Assert.Equal(0U, Send(session, new SignerListened(40)).Record!.ListenViews);
        }
        bench.Restart();
        using SignerSession again = new(bench.Service, "test", false, null);
        Send(again, bench.Hello);
        Assert.Equal(SignerRefusal.None, Ask(again, Precommit(0, 5)).Refusal);
    }

    [Fact]
    public void Handle_SeenElsewhere_EndsSigning_AlsoAfterARestart()
    {
        using (SignerSession session = Greeted())
        {
            Send(session, new SignerSeenElsewhere(0, 9));
            Assert.Equal(SignerRefusal.SeenElsewhere, Ask(session, Precommit(0, 15)).Refusal);
        }
        _bench.Restart();
        using SignerSession again = Greeted();
        Assert.Equal(SignerRefusal.SeenElsewhere, Ask(again, Precommit(0, 25)).Refusal);
    }

    [Fact]
    public void Handle_SixtyFourAtOnce_AskingForConflicts_SignsOneOfEach()
    {
        SignerKey key = _bench.Service.Keys.Single();
        ConvictionOracle oracle = new();
        Lock gate = new();
        string? fault = null;
        Thread[] threads = [.. Enumerable.Range(0, 64).Select(number => new Thread(() =>
        {
            Random random = new(number);
            for (int count = 0; count < 40; count++)
            {
                ulong view = 2 + (ulong)(count / 8);
                SignRequest request = random.Next(4) switch
                {
                    0 => Prevote(0, view, view - 1, number),
                    1 => Precommit(0, view, number),
                    2 => Propose(0, view, number),
                    _ => Timeout(0, view, view - 1),
                };
                if (_bench.Service.Sign(key, request, out byte[] _, out string _) == SignerRefusal.None)
                {
                    lock (gate)
                    {
                        fault ??= oracle.Signed(request);
                    }
                }
            }
        }))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Null(fault);
        Assert.InRange(oracle.Count, 10, int.MaxValue);
    }

    [Fact]
    public void Handle_SixtyFourConnectionsRacingForAKey_OneGetsIt()
    {
        SignerSession[] sessions =
            [.. Enumerable.Range(0, 64).Select(_ => new SignerSession(_bench.Service, "test", false, null))];
        int welcome = 0;
        Parallel.ForEach(sessions, session =>
        {
            if (Send(session, _bench.Hello).Kind == SignerReplyKind.Welcome)
            {
                Interlocked.Increment(ref welcome);
            }
        });
        Array.ForEach(sessions, session => session.Dispose());
        Assert.Equal(1, welcome);
    }

    [Fact]
    public void Handle_MutatedRequests_NeverThrowAndNeverSignAConflict()
    {
        string? text = Environment.GetEnvironmentVariable("AETHER_SIGNER_MUTATIONS");
        int count = text is null ? 20_000 : int.Parse(text, CultureInfo.InvariantCulture);
        Random random = new(1);
        ConvictionOracle oracle = new(64);
        byte[][] seeds = [.. Seeds().Select(seed => Ace.Encode(seed))];
        SignerSession session = Greeted();
        long signed = 0;
        for (int number = 0; number < count; number++)
        {
            byte[] frame = Mutate(random, seeds);
            Assert.True(Ace.TryDecode(session.Handle(frame), out SignerReply reply, out DecodeError _));
            if (reply.Signature.Length > 0)
            {
                signed++;
                Assert.True(Ace.TryDecode(frame, out SignerMessage message, out DecodeError _));
                Assert.Null(oracle.Signed(((SignerAsk)message).Request));
            }
            if (session.IsOver)
            {
                session.Dispose();
                session = Greeted();
            }
        }
        session.Dispose();
        Console.Error.WriteLine($"{count} mutated requests: {signed} of them valid and signed, 0 conflicts");
    }

    [Fact]
    public void Handle_MutatedRequestsAfterAHandOver_NeverSign()
    {
        using SignerBench bench = new(SignerRecord.Empty with { StopView = 0 });
        Random random = new(2);
        byte[][] seeds = [.. Seeds().Select(seed => Ace.Encode(seed))];
        for (int number = 0; number < 5_000; number++)
        {
            using SignerSession session = new(bench.Service, "test", false, null);
            Send(session, bench.Hello);
            Assert.True(Ace.TryDecode(session.Handle(Mutate(random, seeds)), out SignerReply reply, out DecodeError _));
            Assert.Empty(reply.Signature);
        }
    }

    [Fact]
    public void Handle_LargeFrameWithoutAHeader_IsMalformed()
    {
        using SignerSession session = Greeted();
        byte[] frame = new byte[Limits.Signer.MaxRequestBytes + 1];
        frame[0] = 2;
        Assert.True(Ace.TryDecode(session.Handle(frame), out SignerReply reply, out DecodeError _));
        Assert.Equal(SignerReplyKind.Rejected, reply.Kind);
        Assert.True(session.IsOver);
    }

    private static IEnumerable<SignerMessage> Seeds() =>
    [
        new SignerAsk(1, Prevote(0, 5, 4)),
        new SignerAsk(2, Prevote(0, 9, 4)),
        new SignerAsk(3, Precommit(0, 5)),
        new SignerAsk(4, Timeout(0, 6, 5)),
        new SignerAsk(5, Propose(0, 7)),
        new SignerAsk(6, new RandomnessSignRequest(8, HashOf(1))),
        new SignerPing(7),
        new SignerListened(5),
        new SignerHello(1, HashOf(0), default, SignerRecord.Empty),
    ];

    private static byte[] Mutate(Random random, byte[][] seeds)
    {
        byte[] frame = [.. seeds[random.Next(seeds.Length)]];
        switch (random.Next(5))
        {
            case 0:
                frame = frame[..random.Next(frame.Length)];
                break;
            case 1:
                byte[] other = seeds[random.Next(seeds.Length)];
                frame = [.. frame[..random.Next(frame.Length)], .. other[random.Next(other.Length)..]];
                break;
            case 2:
                frame = [.. frame, .. new byte[random.Next(1, 40)]];
                break;
            default:
                break;
        }
        for (int flips = random.Next(4); flips > 0 && frame.Length > 0; flips--)
        {
            frame[random.Next(frame.Length)] = (byte)random.Next(256);
        }
        return frame;
    }

    private static SignerReply Send(SignerSession session, SignerMessage message)
    {
        Assert.True(Ace.TryDecode(session.Handle(Ace.Encode(message)), out SignerReply reply, out DecodeError _));
        return reply;
    }

    private static SignerReply Ask(SignerSession session, SignRequest request) =>
        Send(session, new SignerAsk(1, request));

    private SignerSession Greeted()
    {
        SignerSession session = new(_bench.Service, "test", false, null);
        Assert.Equal(SignerReplyKind.Welcome, Send(session, _bench.Hello).Kind);
        return session;
    }
}
