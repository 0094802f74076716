using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

public sealed class FileSafetyLogTests : IDisposable
{
    private static readonly Hash256 s_genesis = Hash256.FromHex(new string('7', 64));
    private static readonly BlsPublicKey s_key = new(new byte[BlsPublicKey.Bytes]);
    private readonly string _folder = Directory.CreateTempSubdirectory("aether-safety-").FullName;

    private string PathOfLog => Path.Combine(_folder, "safety.log");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_AfterReopen_GivesTheLastRecord()
    {
        SafetyRecord record = SafetyRecord.Initial(QuorumCertificate.Root(0, 0, s_genesis)) with { PrevotedView = 3 };
        using (FileSafetyLog log = Open(mayCreate: true))
        {
            Assert.Null(log.Load());
            log.Append(record);
            log.Append(record with { PrevotedView = 4, PrevotedHash = s_genesis });
        }
        using FileSafetyLog reopened = Open(mayCreate: false);
        Assert.Equal(record with { PrevotedView = 4, PrevotedHash = s_genesis }, reopened.Load());
    }

    [Fact]
    public void OpenOrCreate_UsedFolderWithoutLog_RefusesWithTheSafeWayOut()
    {
        SafetyLogException error = Assert.Throws<SafetyLogException>(() => Open(mayCreate: false));
        Assert.Contains("is missing", error.Message, StringComparison.Ordinal);
        Assert.Contains("new validator keys", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(PathOfLog));
    }

    [Fact]
    public void OpenOrCreate_LogOfAnotherChain_Refuses()
    {
        using (FileSafetyLog log = Open(mayCreate: true))
        {
            log.Append(SafetyRecord.Initial(QuorumCertificate.Root(0, 0, s_genesis)));
        }
        Hash256 other = Hash256.FromHex(new string('8', 64));
        Assert.Throws<SafetyLogException>(
            () => FileSafetyLog.OpenOrCreate(PathOfLog, other, s_key, mayCreate: true));
    }

    private FileSafetyLog Open(bool mayCreate) =>
        FileSafetyLog.OpenOrCreate(PathOfLog, s_genesis, s_key, mayCreate);
}
