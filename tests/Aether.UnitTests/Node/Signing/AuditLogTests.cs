using Aether.Consensus.SlashingProtection;
using Aether.Node.Signing;
using Aether.TestKit.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

public sealed class AuditLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aether-audit-");

    private string PathOfLog => Path.Combine(_folder.FullName, "audit.log");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Write_OverRestarts_IsOneChain()
    {
        WriteSome(3);
        WriteSome(2);
        Assert.True(AuditLog.Verify(PathOfLog, out int lines));
        Assert.Equal(10, lines);
    }

    [Fact]
    public void Write_AfterTheLogIsClosed_ChangesNothing()
    {
        WriteSome(1);
        byte[] before = File.ReadAllBytes(PathOfLog);
        AuditLog log = AuditLog.Open(PathOfLog, TimeProvider.System);
        log.Dispose();
        log.Write("closed", null, "peer", "IOException");
        log.Dispose();
        Assert.Equal(before, File.ReadAllBytes(PathOfLog));
    }

    [Fact]
    public void Verify_ChangedRemovedOrSwappedLine_Fails()
    {
        WriteSome(3);
        string[] lines = File.ReadAllLines(PathOfLog);
        string[][] forged =
        [
            [lines[0].Replace("connected", "connexted", StringComparison.Ordinal), .. lines[1..]],
            [lines[0], .. lines[2..]],
            [lines[1], lines[0], .. lines[2..]],
            ["{}", .. lines],
        ];
        foreach (string[] content in forged)
        {
            File.WriteAllText(PathOfLog, string.Join('\n', content) + "\n");
            Assert.False(AuditLog.Verify(PathOfLog, out int _));
            Assert.Throws<SafetyLogException>(() => AuditLog.Open(PathOfLog, TimeProvider.System));
        }
    }

    [Fact]
    public void Open_TornLastLine_IsCutOff()
    {
        WriteSome(2);
        File.AppendAllText(PathOfLog, "{\"time\":\"20");
        WriteSome(1);
        Assert.True(AuditLog.Verify(PathOfLog, out int lines));
        Assert.Equal(6, lines);
    }

    [Fact]
    public void Write_ManyRefusals_AreCountedInsteadOfWritten()
    {
        ManualTime time = new();
        using (AuditLog log = AuditLog.Open(PathOfLog, time))
        {
            for (int count = 0; count < 500; count++)
            {
                log.Write("k", "peer", SignerRequests.Precommit(0, 5), SignerRefusal.Stopped);
            }
            time.Advance(TimeSpan.FromSeconds(2));
            log.Write("k", "peer", SignerRequests.Precommit(0, 5), SignerRefusal.Stopped);
        }
        string[] lines = File.ReadAllLines(PathOfLog);
        Assert.Equal(21, lines.Length);
        Assert.Contains("\"suppressed\":480", lines[^1], StringComparison.Ordinal);
    }

    private void WriteSome(int count)
    {
        using AuditLog log = AuditLog.Open(PathOfLog, TimeProvider.System);
        for (int number = 0; number < count; number++)
        {
            log.Write("connected", "k", "uid 0", "");
            log.Write("k", "uid 0", SignerRequests.Prevote(1, 5, 4), SignerRefusal.None);
        }
    }
}
