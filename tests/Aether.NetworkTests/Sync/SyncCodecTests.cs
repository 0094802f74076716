using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Sync;
using Aether.NetworkTests.Peers;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.NetworkTests.Sync;

public sealed class SyncCodecTests
{
    private static readonly string s_hash = string.Concat(Enumerable.Repeat("cd", 32));

    [Fact]
    public void Requests_Golden()
    {
        Hash256 hash = Hash256.FromHex(s_hash);
        Assert.Equal("0200050000000000000040", Hex(new BlockRange(false, 5, 64)));
        Assert.Equal("0201050000000000000001", Hex(new BlockRange(true, 5, 1)));
        Assert.Equal("0400", Hex(new SnapshotQuery(SnapshotQueryKind.Offers, 0, default, 0)));
        Assert.Equal("04010700000000000000", Hex(new SnapshotQuery(SnapshotQueryKind.Head, 7, default, 0)));
        Assert.Equal($"0402{s_hash}09000000", Hex(new SnapshotQuery(SnapshotQueryKind.Manifest, 0, hash, 9)));
        Assert.Equal($"05{s_hash}09000000", Hex(new ChunkQuery(hash, 9)));
        Assert.Equal("070300000010", Hex(new EpochQuery(3, 16)));
        Assert.Equal($"070000000000000003000000{s_hash}08000000", Hex(new SnapshotOffer(7, 3, hash, 8)));
        Assert.Equal($"01{s_hash}0900000001" + "01", Hex(new SyncProgress(
            hash, [true, false, false, false, false, false, false, false, true])));
    }

    [Theory]
    [InlineData("0200050000000000000000")]
    [InlineData("0200050000000000000041")]
    [InlineData("0202050000000000000001")]
    [InlineData("0300050000000000000001")]
    [InlineData("0200ffffffffffffffff01")]
    [InlineData("02000500000000000000")]
    [InlineData("020005000000000000000100")]
    public void BlockRange_AnythingElse_IsRefused(string hex) =>
        Assert.False(Ace.TryDecode(Convert.FromHexString(hex), out BlockRange _, out _));

    [Theory]
    [InlineData(15, true)]
    [InlineData(16, true)]
    [InlineData(17, false)]
    [InlineData(0, false)]
    public void EpochQuery_Count_IsLimited(byte count, bool fits) =>
        Assert.Equal(fits, Ace.TryDecode(Ace.Encode(new EpochQuery(1, count)), out EpochQuery _, out _));

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void Answers_Items_AreLimited(int count, bool fits)
    {
        SeededRandom random = new(1);
        SignedHeader[] headers = [.. Enumerable.Repeat(ConsensusGenerator.SignedHeader(random, 2), count)];
        FinalityProof proof = ConsensusGenerator.FinalityProof(random, 2);
        Assert.Equal(fits, Ace.TryDecode(Ace.Encode(new HeaderAnswer(headers, proof)), out HeaderAnswer _, out _));
        byte[][] payloads = [.. Enumerable.Repeat(new byte[3], count)];
        Assert.Equal(fits, Ace.TryDecode(Ace.Encode(new PayloadAnswer(payloads)), out PayloadAnswer _, out _));
        Assert.False(Ace.TryDecode(Ace.Encode(new HeaderAnswer(headers, null)), out HeaderAnswer _, out _));
        Assert.False(Ace.TryDecode(Ace.Encode(new HeaderAnswer([], proof)), out HeaderAnswer _, out _));
    }

    [Theory]
    [InlineData(3, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void Offers_AreLimitedAndDescend(int count, bool fits)
    {
        SnapshotOffer[] offers =
            [.. Enumerable.Range(1, count).Select(i => new SnapshotOffer((ulong)(90 - i), 1, default, 9))];
        Assert.Equal(fits, SnapshotOffer.TryReadList(List<SnapshotOffer>(offers), out _));
        Array.Reverse(offers);
        Assert.False(SnapshotOffer.TryReadList(List<SnapshotOffer>(offers), out _));
        Assert.Equal(0, Offered(Limits.Snapshot.MaxManifestBytes + 1));
        Assert.Equal(1, Offered(Limits.Snapshot.MaxManifestBytes));
        Assert.Equal(1, Offered(Limits.Snapshot.MaxManifestBytes - 1));
    }

    [Theory]
    [InlineData(Limits.Snapshot.MaxChunks - 1, true)]
    [InlineData(Limits.Snapshot.MaxChunks, true)]
    [InlineData(Limits.Snapshot.MaxChunks + 1, false)]
    public void Progress_Chunks_AreLimited(int count, bool fits)
    {
        byte[] bytes = Ace.Encode(new SyncProgress(default, new bool[count]));
        Assert.Equal(fits, Ace.TryDecode(bytes, out SyncProgress _, out _));
    }

    [Fact]
    public void Progress_BitsBehindTheLast_AreRefused()
    {
        byte[] bytes = Ace.Encode(new SyncProgress(default, new bool[9]));
        bytes[^1] = 2;
        Assert.False(Ace.TryDecode(bytes, out SyncProgress _, out _));
        bytes[^1] = 1;
        Assert.True(Ace.TryDecode(bytes, out SyncProgress read, out _));
        Assert.True(read.Kept[8]);
    }

    [Fact]
    public void Mutated_IsRefusedOrCanonical()
    {
        SeededRandom random = new(2);
        SignedHeader header = ConsensusGenerator.SignedHeader(random, 2);
        FinalityProof proof = ConsensusGenerator.FinalityProof(random, 2);
        Fuzz<BlockRange>(10, new BlockRange(true, 5, 6));
        Fuzz<SnapshotQuery>(
            11, new(SnapshotQueryKind.Head, 6, default, 0), new(SnapshotQueryKind.Manifest, 0, default, 4));
        Fuzz<ChunkQuery>(12, new ChunkQuery(header.Header.Hash, 5));
        Fuzz<EpochQuery>(13, new EpochQuery(4, 3));
        Fuzz<SyncProgress>(14, new SyncProgress(default, [true, false, true]));
        Fuzz<HeaderAnswer>(15, new HeaderAnswer([header, header], proof), new HeaderAnswer([], null));
        Fuzz<PayloadAnswer>(16, new PayloadAnswer([[1, 2, 3], [], [4]]));
        Fuzz<SnapshotHeadAnswer>(17, new SnapshotHeadAnswer(ConsensusGenerator.Proposal(random, 3), proof));
        Check("SnapshotOffer list", 18, [List<SnapshotOffer>([new(7, 1, default, 5), new(6, 1, default, 5)])], bytes =>
            SnapshotOffer.TryReadList(bytes, out SnapshotOffer[] offers) ? List<SnapshotOffer>(offers) : null);
        Check("EpochProof list", 19, [List<EpochProof>([ConsensusGenerator.EpochProof(random, 2)])], bytes =>
            EpochQuery.TryReadAnswer(bytes, out EpochProof[] proofs) ? List<EpochProof>(proofs) : null);
    }

    private static void Fuzz<T>(ulong seed, params T[] values)
        where T : IAceValue<T> =>
        Check(
            typeof(T).Name,
            seed,
            [.. values.Select(value => Ace.Encode(value))],
            bytes => Ace.TryDecode(bytes, out T value, out _) ? Ace.Encode(value) : null);

    private static void Check(string name, ulong seed, byte[][] sources, DecoderFuzz.Reencode decode)
    {
        DecoderFuzz.Result result = DecoderFuzz.Run(name, seed, sources, decode);
        Assert.True(result.Taken > 0 && result.Refused > 0);
    }

    private static int Offered(int bytes) =>
        SnapshotOffer.TryReadList(List<SnapshotOffer>([new(1, 1, default, (uint)bytes)]), out SnapshotOffer[] offers)
            ? offers.Length
            : 0;

    private static string Hex<T>(T value)
        where T : IAceValue<T> => Convert.ToHexStringLower(Ace.Encode(value));

    private static byte[] List<T>(ReadOnlySpan<T> items)
        where T : IAceValue<T>
    {
        AceWriter writer = new();
        writer.List(items);
        return writer.ToArray();
    }
}
