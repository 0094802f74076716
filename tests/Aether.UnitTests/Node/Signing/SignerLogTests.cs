using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.Node.Signing;
using Aether.TestKit.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

public sealed class SignerLogTests : IDisposable
{
    private const int SectorBytes = 64;
    private static readonly Hash256 s_genesis = SignerRequests.HashOf(1);
    private readonly DirectoryInfo _folder = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory(Path.Combine("/dev/shm", "aether-log-" + Guid.NewGuid().ToString("N")))
        : Directory.CreateTempSubdirectory("aether-log-");

    private readonly SignerLogPlace _place;

    public SignerLogTests() => _place = new SignerLogPlace(
        Path.Combine(_folder.FullName, "safety.log"),
        Path.Combine(_folder.FullName, "anchor"),
        s_genesis,
        new BlsPublicKey(new byte[BlsPublicKey.Bytes]));

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Append_ThenOpen_GivesTheLastRecord()
    {
        WriteHistory(_place, 5);
        using SignerLog log = SignerLog.Open(_place);
        Assert.Equal(RecordOf(5), log.Record);
    }

    [Fact]
    public void Create_OverEitherFile_IsRefused()
    {
        SignerLog.Create(_place, RecordOf(0));
        Assert.Throws<SafetyLogException>(() => SignerLog.Create(_place, RecordOf(0)));
        File.Delete(_place.LogPath);
        Assert.Throws<SafetyLogException>(() => SignerLog.Create(_place, RecordOf(0)));
    }

    [Fact]
    public void Open_MissingFile_SaysTheWayOut()
    {
        foreach (string path in new[] { _place.LogPath, _place.AnchorPath })
        {
            WriteHistory(_place, 2);
            File.Delete(path);
            SafetyLogException error = Assert.Throws<SafetyLogException>(() => SignerLog.Open(_place));
            Assert.Contains("missing", error.Message, StringComparison.Ordinal);
            Assert.Contains("safe ways out", error.Message, StringComparison.Ordinal);
            File.Delete(_place.LogPath);
            File.Delete(_place.AnchorPath);
        }
    }

    [Fact]
    public void Open_RestoredOldLog_IsRefused()
    {
        WriteHistory(_place, 3);
        byte[] old = File.ReadAllBytes(_place.LogPath);
        AppendMore(_place, 4, 6);
        File.WriteAllBytes(_place.LogPath, old);
        SafetyLogException error = Assert.Throws<SafetyLogException>(() => SignerLog.Open(_place));
        Assert.Contains("old copy", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OldLogThatWentOnElsewhere_IsRefused()
    {
        WriteHistory(_place, 3);
        byte[] log = File.ReadAllBytes(_place.LogPath);
        byte[] anchor = File.ReadAllBytes(_place.AnchorPath);
        AppendMore(_place, 4, 6);
        byte[] laterAnchor = File.ReadAllBytes(_place.AnchorPath);
        File.WriteAllBytes(_place.LogPath, log);
        File.WriteAllBytes(_place.AnchorPath, anchor);
        using (SignerLog other = SignerLog.Open(_place))
        {
            for (int number = 4; number <= 9; number++)
            {
                other.Append(RecordOf(number) with { PrevotedView = 4 });
            }
        }
        File.WriteAllBytes(_place.AnchorPath, laterAnchor);
        SafetyLogException error = Assert.Throws<SafetyLogException>(() => SignerLog.Open(_place));
        Assert.Contains("different histories", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OtherKeyOrChainOrSwappedFiles_IsRefused()
    {
        WriteHistory(_place, 3);
        Assert.Throws<SafetyLogException>(
            () => SignerLog.Open(_place with { GenesisHash = SignerRequests.HashOf(2) }));
        byte[] other = new byte[BlsPublicKey.Bytes];
        other[0] = 1;
        Assert.Throws<SafetyLogException>(() => SignerLog.Open(_place with { Key = new BlsPublicKey(other) }));
        Assert.Throws<SafetyLogException>(
            () => SignerLog.Open(_place with { LogPath = _place.AnchorPath, AnchorPath = _place.LogPath }));
    }

    [Fact]
    public void Open_WhileInUse_IsRefused()
    {
        WriteHistory(_place, 1);
        using SignerLog log = SignerLog.Open(_place);
        Assert.Throws<SafetyLogException>(() => SignerLog.Open(_place));
    }

    [Fact]
    public void Append_PastTheLimit_KeepsTheLastRecordInAShortFile()
    {
        SignerLogPlace small = _place with { CompactAtBytes = 2_000 };
        WriteHistory(small, 60);
        Assert.InRange(new FileInfo(small.LogPath).Length, 1, 3_000);
        using SignerLog log = SignerLog.Open(small);
        Assert.Equal(RecordOf(60), log.Record);
    }

    [Fact]
    public void PowerLoss_TenThousandImages_LoseNothingThatLeft()
    {
        List<(byte[] Log, byte[] Anchor)> states = ReadStates(_place with { CompactAtBytes = 1_500 }, 18);
        int images = 0;
        for (int number = 1; number < states.Count; number++)
        {
            // Cut in the log's append: both files hold number - 1. Cut in the anchor's: the log holds number.
            foreach (byte[] log in Torn(states[number - 1].Log, states[number].Log, number))
            {
                AssertRecovers(log, states[number - 1].Anchor, number - 1, ref images);
            }
            foreach (byte[] anchor in Torn(states[number - 1].Anchor, states[number].Anchor, number))
            {
                AssertRecovers(states[number].Log, anchor, number, ref images);
            }
        }
        Assert.InRange(images, 10_000, int.MaxValue);
    }

    [Fact]
    public void BitRot_InEitherFile_NeverLowersWhatLeft()
    {
        WriteHistory(_place, 6);
        byte[] log = File.ReadAllBytes(_place.LogPath);
        byte[] anchor = File.ReadAllBytes(_place.AnchorPath);
        int refused = 0;
        for (int offset = 0; offset < log.Length; offset++)
        {
            byte[] damaged = [.. log];
            damaged[offset] ^= 0x10;
            refused += OpensAt(damaged, anchor) is { } record && record >= 6 ? 0 : 1;
            damaged = [.. anchor];
            damaged[offset] ^= 0x10;
            Assert.True(OpensAt(log, damaged) is null or >= 6);
        }
        Assert.Equal(log.Length, refused);
    }

    private static SignerRecord RecordOf(int number) => SignerRecord.Empty with
    {
        Sequence = (ulong)number,
        PrevotedView = (ulong)number,
        PrevotedHash = SignerRequests.HashOf(number),
    };

    private static void WriteHistory(SignerLogPlace place, int last)
    {
        SignerLog.Create(place, RecordOf(0));
        AppendMore(place, 1, last);
    }

    private static void AppendMore(SignerLogPlace place, int first, int last)
    {
        using SignerLog log = SignerLog.Open(place);
        for (int number = first; number <= last; number++)
        {
            log.Append(RecordOf(number));
        }
    }

    private static List<(byte[] Log, byte[] Anchor)> ReadStates(SignerLogPlace place, int last)
    {
        SignerLog.Create(place, RecordOf(0));
        List<(byte[], byte[])> states = [];
        for (int number = 0; number <= last; number++)
        {
            if (number > 0)
            {
                AppendMore(place, number, number);
            }
            states.Add((File.ReadAllBytes(place.LogPath), File.ReadAllBytes(place.AnchorPath)));
        }
        return states;
    }

    // Every length that the append could have reached, and every choice of what its sectors hold: old, new, garbage.
    private static IEnumerable<byte[]> Torn(byte[] before, byte[] after, int seed)
    {
        bool isReplaced = after.Length <= before.Length;
        if (isReplaced)
        {
            yield return before;
            yield return after;
            yield break;
        }
        for (int length = before.Length; length <= after.Length; length++)
        {
            yield return after[..length];
        }
        Random random = new(seed);
        int sectors = ((after.Length - 1) / SectorBytes) - (before.Length / SectorBytes) + 1;
        for (int choice = 0; choice < 120; choice++)
        {
            byte[] image = [.. after];
            for (int sector = 0; sector < sectors; sector++)
            {
                int start = Math.Max(((before.Length / SectorBytes) + sector) * SectorBytes, before.Length);
                int end = Math.Min(((before.Length / SectorBytes) + sector + 1) * SectorBytes, after.Length);
                switch (random.Next(3))
                {
                    case 0:
                        image.AsSpan(start, end - start).Clear();
                        break;
                    case 1:
                        random.NextBytes(image.AsSpan(start, end - start));
                        break;
                    default:
                        break;
                }
            }
            yield return image;
        }
    }

    private void AssertRecovers(byte[] log, byte[] anchor, int left, ref int images)
    {
        images++;
        ulong? opened = OpensAt(log, anchor);
        Assert.True(opened is not null && opened >= (ulong)left, $"image {images}: {opened} of {left}");
    }

    private ulong? OpensAt(byte[] log, byte[] anchor)
    {
        File.WriteAllBytes(_place.LogPath, log);
        File.WriteAllBytes(_place.AnchorPath, anchor);
        try
        {
            using SignerLog opened = SignerLog.Open(_place);
            Assert.Equal(RecordOf((int)opened.Record.Sequence), opened.Record);
            return opened.Record.Sequence;
        }
        catch (SafetyLogException)
        {
            return null;
        }
    }
}
