using System.Diagnostics;
using System.Globalization;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.Node.Signing;
using Aether.TestKit.Signing;
using Xunit;

namespace Aether.IntegrationTests.Signing;

/// <summary>
/// SIGKILL of the real signer process while it signs for a lying node. <c>AETHER_SIGNER_KILLS</c> sets the count.
/// </summary>
public sealed class SignerKillTests(ITestOutputHelper output) : IDisposable
{
    private const int ShortRun = 5;
    private const int MaxAnswers = 12;
    private const int MaxSpins = 60_000;
    private static readonly Hash256 s_genesis = SignerRequests.HashOf(77);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("aether-kill-");
    private readonly ConvictionOracle _oracle = new(512);
    private readonly List<(SignRequest Request, byte[] Signature)> _recent = [];
    private SignerRecord _acknowledged = SignerRecord.Empty;
    private long _signed;
    private long _refused;
    private long _interrupted;

    [Fact]
    public void Kill_WhileSigning_NoMarkIsLostAndNothingIsSignedTwice()
    {
        string? text = Environment.GetEnvironmentVariable("AETHER_SIGNER_KILLS");
        int kills = text is null ? ShortRun : int.Parse(text, CultureInfo.InvariantCulture);
        SignerFolder folder = SignerFolder.At(Path.Combine(_root.FullName, "keys"), null);
        BlsPublicKey key = AddKey(folder);
        SignerEndpoint endpoint = new(Path.Combine(_root.FullName, "s.sock"), null, 0);
        Stopwatch clock = Stopwatch.StartNew();
        for (int cycle = 0; cycle < kills; cycle++)
        {
            RunCycle(cycle, folder, endpoint, key);
        }
        string figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{kills} kills in {clock.Elapsed.TotalSeconds:F0} s: {_signed} signatures, {_refused} refusals, "
            + $"{_interrupted} requests cut off, 0 double signatures, 0 lost marks");
        output.WriteLine(figures);
        Console.Error.WriteLine(figures);
        Assert.True(_signed > kills);
    }

    public void Dispose() => _root.Delete(recursive: true);

    private static BlsPublicKey AddKey(SignerFolder folder)
    {
        using ValidatorKeys keys = ValidatorKeys.FromDevelopmentSeed(5, 0, kesDepth: 3);
        folder.Add("k", keys, s_genesis, 0, SignerRecord.Empty);
        return keys.ToValidator("kill", 1).BlsKey;
    }

    private void RunCycle(int cycle, SignerFolder folder, SignerEndpoint endpoint, BlsPublicKey key)
    {
        Random random = new(HashCode.Combine(cycle, Environment.ProcessId));
        using SignerChild child = SignerChild.Start(folder, endpoint);
        using SignerClient client = new(endpoint, s_genesis, key, _acknowledged);
        Assert.Equal(SignerReplyKind.Welcome, client.Welcome.Kind);
        SignerRecord record = client.Welcome.Record!;
        Assert.True(record.Covers(_acknowledged), $"cycle {cycle}: {record} lies below {_acknowledged}");
        AskAgain(client);
        ulong view = Math.Max(record.PrevotedView, Math.Max(record.PrecommittedView, record.ProposedView)) + 1;
        // Some answers first, since the first takes the longest; then the kill falls anywhere in the next ones.
        int answers = random.Next(MaxAnswers);
        Task killer = Task.CompletedTask;
        while (Ask(client, NextRequest(random, ref view)))
        {
            if (answers-- == 0)
            {
                int spins = random.Next(1, MaxSpins);
                killer = Task.Run(() =>
                {
                    Thread.SpinWait(spins);
                    child.Kill();
                });
            }
        }
        killer.Wait();
    }

    // What left before the kill comes back byte for byte; another block in its place does not.
    private void AskAgain(SignerClient client)
    {
        foreach ((SignRequest request, byte[] signature) in _recent.TakeLast(3))
        {
            SignerReply again = client.Ask(request)!;
            Assert.True(again.Refusal != SignerRefusal.None || again.Signature.AsSpan().SequenceEqual(signature));
            if (Conflicting(request) is { } conflict)
            {
                Assert.NotEqual(SignerRefusal.None, client.Ask(conflict)!.Refusal);
            }
        }
    }

    private static SignRequest? Conflicting(SignRequest request) => request switch
    {
        VoteSignRequest { Kind: VoteKind.Prevote, Header: { } header } =>
            SignerRequests.Prevote(header with { TimestampMs = header.TimestampMs + 1 }),
        VoteSignRequest vote => vote with { BlockHash = SignerRequests.HashOf(99) },
        HeaderSignRequest { Header: { } header } =>
            new HeaderSignRequest(header with { TimestampMs = header.TimestampMs + 1 }),
        TimeoutSignRequest timeout => SignerRequests.Prevote(0, timeout.View, timeout.View - 1, block: 9),
        _ => null,
    };

    private static SignRequest NextRequest(Random random, ref ulong view)
    {
        view += random.Next(3) == 0 ? 1UL : 0;
        ulong at = view - (ulong)random.Next(2);
        int block = random.Next(2);
        return random.Next(4) switch
        {
            0 => SignerRequests.Prevote(0, at, at - 1, block),
            1 => SignerRequests.Precommit(0, at, block),
            2 => SignerRequests.Propose(0, at, block),
            _ => SignerRequests.Timeout(0, at, at - 1),
        };
    }

    // Only what an answer proves: what was cut off may be in the log or not.
    private static SignerRecord MarksOf(SignRequest request) => request switch
    {
        VoteSignRequest { Kind: VoteKind.Prevote } vote => SignerRecord.Empty with
        {
            PrevotedView = vote.View,
            LockView = vote.Header!.Justify.View,
        },
        VoteSignRequest vote => SignerRecord.Empty with { PrecommittedView = vote.View, LockView = vote.View },
        HeaderSignRequest header => SignerRecord.Empty with { ProposedView = header.Header.View },
        TimeoutSignRequest timeout => SignerRecord.Empty with
        {
            PrevotedView = timeout.View,
            TimedOutView = timeout.View,
            LockView = timeout.HighView,
        },
        _ => SignerRecord.Empty,
    };

    private bool Ask(SignerClient client, SignRequest request)
    {
        SignerReply? reply = client.Ask(request);
        if (reply is null)
        {
            _interrupted++;
            return false;
        }
        if (reply.Refusal != SignerRefusal.None)
        {
            _refused++;
            return true;
        }
        _signed++;
        Assert.Null(_oracle.Signed(request));
        _acknowledged = _acknowledged.MaxWith(MarksOf(request));
        _recent.Add((request, reply.Signature));
        return true;
    }
}
