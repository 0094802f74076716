using Aether.Core.Types;
using Aether.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

public sealed class SafetyLogFileTests : IDisposable
{
    private static readonly byte[] s_key = [1, 2, 3];
    private readonly string _folder = Directory.CreateTempSubdirectory("aether-safety-").FullName;
    private readonly Hash256 _genesis = Hash256.FromHex(new string('7', 64));

    private string PathOfLog => Path.Combine(_folder, "safety.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_AfterAppends_GivesTheLastRecord()
    {
        WriteRecords(5);
        using SafetyLogFile log = SafetyLogFile.Open(PathOfLog, _genesis, s_key);
        Assert.Equal([4, 4, 4], log.Last);
        log.Append([9]);
        Assert.Equal([9], log.Last);
    }

    [Fact]
    public void Open_EveryTruncation_GivesTheLastWholeRecord()
    {
        WriteRecords(3);
        byte[] whole = File.ReadAllBytes(PathOfLog);
        int record = whole.Length / 3;
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(PathOfLog, whole[..length]);
            using SafetyLogFile log = SafetyLogFile.Open(PathOfLog, _genesis, s_key);
            byte last = (byte)((length / record) - 1);
            Assert.Equal(length < record ? null : [last, last, last], log.Last);
        }
    }

    [Fact]
    public void Open_DamageBeforeTheLastRecord_Refuses()
    {
        WriteRecords(3);
        byte[] whole = File.ReadAllBytes(PathOfLog);
        for (int index = 0; index < whole.Length / 3 * 2; index++)
        {
            byte[] damaged = (byte[])whole.Clone();
            damaged[index] ^= 0x40;
            File.WriteAllBytes(PathOfLog, damaged);
            Assert.Throws<SafetyLogException>(() => SafetyLogFile.Open(PathOfLog, _genesis, s_key));
        }
    }

    [Fact]
    public void Open_ZeroFilledTail_IsCutOff()
    {
        WriteRecords(2);
        using (FileStream file = File.Open(PathOfLog, FileMode.Append))
        {
            file.Write(new byte[4096]);
        }
        using SafetyLogFile log = SafetyLogFile.Open(PathOfLog, _genesis, s_key);
        Assert.Equal([1, 1, 1], log.Last);
        log.Append([8]);
        log.Dispose();
        using SafetyLogFile again = SafetyLogFile.Open(PathOfLog, _genesis, s_key);
        Assert.Equal([8], again.Last);
    }

    [Fact]
    public void Open_OtherChainOrKey_Refuses()
    {
        WriteRecords(1);
        Assert.Throws<SafetyLogException>(() => SafetyLogFile.Open(PathOfLog, Hash256.Zero, s_key));
        Assert.Throws<SafetyLogException>(() => SafetyLogFile.Open(PathOfLog, _genesis, [1, 2, 4]));
    }

    [Fact]
    public void Open_MissingFile_RefusesAndSaysTheSafeWayOut()
    {
        SafetyLogException error =
            Assert.Throws<SafetyLogException>(() => SafetyLogFile.Open(PathOfLog, _genesis, s_key));
        Assert.Contains("new validator keys", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_ExistingFile_Refuses()
    {
        WriteRecords(1);
        Assert.Throws<IOException>(() => SafetyLogFile.Create(PathOfLog, _genesis, s_key).Dispose());
    }

    [Fact]
    public void Append_ManyRecords_CompactsAndKeepsTheLast()
    {
        byte[] payload = new byte[1 << 20];
        using (SafetyLogFile log = SafetyLogFile.Create(PathOfLog, _genesis, s_key))
        {
            for (int round = 0; round < 20; round++)
            {
                payload[0] = (byte)round;
                log.Append(payload);
            }
        }
        Assert.True(new FileInfo(PathOfLog).Length < 18L << 20);
        using SafetyLogFile again = SafetyLogFile.Open(PathOfLog, _genesis, s_key);
        Assert.Equal(19, again.Last![0]);
    }

    [Fact]
    public void Open_HeldByAnotherWriter_Refuses()
    {
        using SafetyLogFile log = SafetyLogFile.Create(PathOfLog, _genesis, s_key);
        Assert.Throws<IOException>(() => SafetyLogFile.Open(PathOfLog, _genesis, s_key));
    }

    private void WriteRecords(int count)
    {
        using SafetyLogFile log = SafetyLogFile.Create(PathOfLog, _genesis, s_key);
        for (byte index = 0; index < count; index++)
        {
            log.Append([index, index, index]);
        }
    }
}
