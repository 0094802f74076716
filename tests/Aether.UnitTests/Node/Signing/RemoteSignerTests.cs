using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Network.Transport;
using Aether.Node.Signing;
using Aether.TestKit.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

public sealed class RemoteSignerTests : IDisposable
{
    private const int SlotMs = 500;
    private readonly SignerBench _bench = new();
    private readonly ConcurrentQueue<string> _reports = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void TrySign_OverAUnixSocket_SignsLikeTheKeyItself()
    {
        using SignerServer server = SignerServer.Start(_bench.Service, _bench.Endpoint, null);
        using RemoteSigner remote = Connect(_bench.Endpoint);
        VoteSignRequest vote = SignerRequests.Prevote(0, 5, 4);
        byte[] message = new byte[SigningMessages.VoteBytes];
        SigningMessages.WriteVote(message, SignerBench.Genesis, VoteKind.Prevote, 0, 5, vote.BlockHash);
        Assert.True(BlsKey.TryDecode(_bench.Validator.BlsKey.Span, out BlsKey? key));
        Assert.True(Bls.Verify(key!, message, Sign(remote, vote)));
        Sign(remote, SignerRequests.Propose(0, 6));
        byte[] alpha = new SignerCore(SignerBench.Genesis, SignerRecord.Empty).Alpha(SignerRequests.HashOf(4), 6);
        Assert.Equal(Aether.Crypto.Vrf.EcVrf.ProofBytes, Sign(remote, new VrfSignRequest(6, alpha)).Length);
        Assert.False(remote.TrySign(SignerRequests.Prevote(0, 5, 4, block: 2), out byte[] none, out string reason));
        Assert.Empty(none);
        Assert.Contains("another block", reason, StringComparison.Ordinal);
        Assert.True(AuditLog.Verify(_bench.Folder.AuditPath, out int lines));
        Assert.InRange(lines, 4, int.MaxValue);
    }

    [Fact]
    public void Socket_IsForItsOwnerOnly()
    {
        using SignerServer server = SignerServer.Start(_bench.Service, _bench.Endpoint, null);
        Assert.False(SafetyFiles.IsReadableByOthers(_bench.Endpoint.UnixPath!));
    }

    [Fact]
    public void Start_WhereAnotherListens_Fails_AndAStaleSocketIsReplaced()
    {
        File.WriteAllText(_bench.Endpoint.UnixPath!, "");
        using SignerServer server = SignerServer.Start(_bench.Service, _bench.Endpoint, null);
        Assert.Throws<System.Net.Sockets.SocketException>(
            () => SignerServer.Start(_bench.Service, _bench.Endpoint, null).Dispose());
    }

    [Fact]
    public void TrySign_SignerAway_RefusesAtOnce_AndSignsAgainWhenItIsBack()
    {
        using RemoteSigner remote = new(Options(_bench.Endpoint));
        Assert.False(remote.TrySign(SignerRequests.Precommit(0, 5), out byte[] _, out string reason));
        Assert.Contains("away", reason, StringComparison.Ordinal);
        using (SignerServer server = SignerServer.Start(_bench.Service, _bench.Endpoint, null))
        {
            Wait(() => remote.State == RemoteSignerState.Ready);
            Sign(remote, SignerRequests.Precommit(0, 5));
        }
        Wait(() => !remote.TrySign(SignerRequests.Precommit(0, 6), out byte[] _, out string _));
        using SignerServer again = SignerServer.Start(_bench.Service, _bench.Endpoint, null);
        Wait(() => remote.State == RemoteSignerState.Ready);
        Sign(remote, SignerRequests.Precommit(0, 7));
        Assert.Contains(_reports, text => text.Contains("follows without voting", StringComparison.Ordinal));
    }

    [Fact]
    public void Connect_ToARestoredOldLog_IsRejected_AndNothingIsSigned()
    {
        _bench.Stop();
        Action restore = Copy(_bench.Folder);
        _bench.Restart();
        using (SignerServer server = SignerServer.Start(_bench.Service, _bench.Endpoint, null))
        {
            using RemoteSigner remote = Connect(_bench.Endpoint);
            Sign(remote, SignerRequests.Precommit(0, 5));
        }
        // Log and anchor of the same age: only what the node was answered shows it.
        _bench.Stop();
        restore();
        _bench.Restart();
        using SignerServer old = SignerServer.Start(_bench.Service, _bench.Endpoint, null);
        using RemoteSigner again = new(Options(_bench.Endpoint));
        Wait(() => _reports.Any(text => text.Contains("old copy", StringComparison.Ordinal)));
        Assert.False(again.TrySign(SignerRequests.Precommit(0, 5, block: 2), out byte[] _, out string _));
        Assert.Equal(RemoteSignerState.Away, again.State);
    }

    [Fact]
    public void Listening_SignsNothingBeforeItsTime_ThenSigns()
    {
        using SignerBench bench = new(SignerRecord.Empty with { ListenViews = 20 });
        ManualTime time = new();
        using SignerServer server = SignerServer.Start(bench.Service, bench.Endpoint, null);
        using RemoteSigner remote = new(Options(bench.Endpoint, bench) with { Time = time });
        Wait(() => remote.State == RemoteSignerState.Listening);
        time.Advance(TimeSpan.FromMilliseconds((20 * SlotMs) - 1));
        remote.NoteOthers();
        Assert.False(remote.TrySign(SignerRequests.Precommit(0, 5), out byte[] _, out string reason));
        Assert.Contains("listening", reason, StringComparison.Ordinal);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Wait(() => remote.State == RemoteSignerState.Ready);
        Sign(remote, SignerRequests.Precommit(0, 5));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void OwnVoteFromElsewhere_EndsSigningHereForGood(bool isTimeout)
    {
        using SignerBench bench = new(SignerRecord.Empty with { ListenViews = 1_000 });
        using SignerServer server = SignerServer.Start(bench.Service, bench.Endpoint, null);
        InMemoryNetwork network = new(2);
        using (RemoteSigner remote = new(Options(bench.Endpoint, bench)))
        {
            Wait(() => remote.State == RemoteSignerState.Listening);
            using OwnVoteWatch watch = new(
                network[0], remote, SignerBench.Genesis, 0, bench.Validator.BlsKey);
            byte[] message = isTimeout ? TimeoutFromElsewhere() : VoteFromElsewhere(8);
            network[1].Send(0, TransportChannel.Consensus, message);
            Assert.True(watch.TryReceive(TransportChannel.Consensus, out TransportMessage received));
            Assert.Equal(message, received.Bytes.ToArray());
            Wait(() => remote.State == RemoteSignerState.SeenElsewhere);
            Wait(() => bench.Service.Keys.Single().Signer.Record.SeenElsewhere);
            Assert.Contains(_reports, text => text.Contains("elsewhere", StringComparison.Ordinal));
        }
        server.Dispose();
        bench.Restart();
        Assert.True(bench.Service.Keys.Single().Signer.Record.SeenElsewhere);
    }

    [Fact]
    public void OwnVoteReplayedOrForged_ChangesNothing()
    {
        using SignerServer server = SignerServer.Start(_bench.Service, _bench.Endpoint, null);
        using RemoteSigner remote = Connect(_bench.Endpoint);
        InMemoryNetwork network = new(2);
        using OwnVoteWatch watch = new(network[0], remote, SignerBench.Genesis, 0, _bench.Validator.BlsKey);
        Sign(remote, SignerRequests.Precommit(0, 8));
        byte[] forged = VoteFromElsewhere(9);
        forged[^1] ^= 1;
        byte[] cut = VoteFromElsewhere(9)[..20];
        foreach (byte[] message in new[] { VoteFromElsewhere(8), forged, cut, [] })
        {
            network[1].Send(0, TransportChannel.Consensus, message);
            Assert.True(watch.TryReceive(TransportChannel.Consensus, out TransportMessage _));
            Assert.Equal(RemoteSignerState.Ready, remote.State);
        }
    }

    [Fact]
    public void Tls_PinnedOnBothSides_Signs_AndAnyOtherCertificateIsRefused()
    {
        using X509Certificate2 serverIdentity = Identity();
        using X509Certificate2 client = Identity();
        using X509Certificate2 stranger = Identity();
        using SignerBench bench = new(clientCertificate: client.ExportCertificatePem());
        SignerEndpoint any = new(null, "127.0.0.1", 0);
        using SignerServer server = SignerServer.Start(bench.Service, any, serverIdentity);
        string pin = SignerTls.PinOf(serverIdentity);
        using (RemoteSigner remote = new(Options(server.Endpoint, bench) with { Identity = client, SignerPin = pin }))
        {
            Wait(() => remote.State == RemoteSignerState.Ready);
            Sign(remote, SignerRequests.Precommit(0, 5));
        }
        (X509Certificate2 Own, string Pin)[] bad = [(stranger, pin), (client, SignerTls.PinOf(stranger))];
        foreach ((X509Certificate2 own, string expected) in bad)
        {
            int before = _reports.Count;
            using RemoteSigner remote = new(
                Options(server.Endpoint, bench) with { Identity = own, SignerPin = expected });
            Wait(() => _reports.Count > before);
            Assert.Equal(RemoteSignerState.Away, remote.State);
            Assert.False(remote.TrySign(SignerRequests.Precommit(0, 6), out byte[] _, out string _));
        }
    }

    private static byte[] VoteFromElsewhere(ulong view)
    {
        using ValidatorKeys keys = ValidatorKeys.FromDevelopmentSeed(9, 0, kesDepth: 3);
        Hash256 block = SignerRequests.HashOf(3);
        byte[] message = new byte[SigningMessages.VoteBytes];
        SigningMessages.WriteVote(message, SignerBench.Genesis, VoteKind.Precommit, 0, view, block);
        byte[] signature = new byte[BlsSignature.Bytes];
        Bls.Sign(keys.BlsSecret, message, signature);
        return Ace.Encode(ConsensusMessage.Of(
            new Vote(VoteKind.Precommit, 0, view, block, 0, new BlsSignature(signature))));
    }

    private static byte[] TimeoutFromElsewhere()
    {
        using ValidatorKeys keys = ValidatorKeys.FromDevelopmentSeed(9, 0, kesDepth: 3);
        byte[] message = new byte[SigningMessages.TimeoutBytes];
        SigningMessages.WriteTimeout(message, SignerBench.Genesis, 0, 9, 0);
        byte[] signature = new byte[BlsSignature.Bytes];
        Bls.Sign(keys.BlsSecret, message, signature);
        QuorumCertificate root = QuorumCertificate.Root(0, 0, SignerRequests.HashOf(1));
        return Ace.Encode(ConsensusMessage.Of(new TimeoutVote(
            0, 9, 0, 0, new BlsSignature(signature), root, new EntryCertificate(root, null))));
    }

    private static X509Certificate2 Identity()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=aether-signer", key, HashAlgorithmName.SHA256);
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
    }

    private static Action Copy(SignerFolder folder)
    {
        string[] files = [Path.Combine(folder.Root, "k", "safety.log"), Path.Combine(folder.AnchorRoot, "k.anchor")];
        byte[][] contents = [.. files.Select(File.ReadAllBytes)];
        return () =>
        {
            for (int index = 0; index < files.Length; index++)
            {
                File.WriteAllBytes(files[index], contents[index]);
            }
        };
    }

    private static byte[] Sign(RemoteSigner remote, SignRequest request)
    {
        Assert.True(remote.TrySign(request, out byte[] signature, out string reason), reason);
        return signature;
    }

    private static void Wait(Func<bool> condition) =>
        Assert.True(SpinWait.SpinUntil(condition, TimeSpan.FromSeconds(60)));

    private RemoteSigner Connect(SignerEndpoint endpoint)
    {
        RemoteSigner remote = new(Options(endpoint));
        Wait(() => remote.State == RemoteSignerState.Ready);
        return remote;
    }

    private RemoteSignerOptions Options(SignerEndpoint endpoint, SignerBench? bench = null) => new(
        endpoint,
        SignerBench.Genesis,
        (bench ?? _bench).Validator.BlsKey,
        (bench ?? _bench).AnsweredPath,
        SlotMs)
    {
        Report = _reports.Enqueue,
    };
}
