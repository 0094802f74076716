using Aether.IntegrationTests.Node;
using Aether.Node.Signing;
using Xunit;

namespace Aether.IntegrationTests.Signing;

/// <summary>The real programs: a chain whose keys lie in signer processes, and a key that moves.</summary>
public sealed class SignerProcessTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("aether-sp-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task Signer_InitExportMoveImport_NeverLowersAndStopsTheOldOne()
    {
        await Run(0, "init-genesis", "--out", At("chain"), "--validators", "1");
        string keys = At("chain/validator-0.json");
        string genesis = At("chain/genesis.toml");
        string[] init = ["signer", "init", "--keys", keys, "--genesis", genesis, "--key-dir"];
        await Run(2, [.. init, At("a")]);
        await Run(0, [.. init, At("a"), "--init-empty", "--listen-views", "0"]);
        await Run(8, [.. init, At("a"), "--init-empty"]);
        await Run(0, "signer", "export", "--key-dir", At("a"), "--out", At("m.json"), "--hand-over");
        string status = await Run(0, "signer", "status", "--key-dir", At("a"));
        Assert.Contains("stops before view 0", status, StringComparison.Ordinal);
        await Run(0, [.. init, At("b"), "--from", At("m.json")]);
        status = await Run(0, "signer", "status", "--key-dir", At("b"));
        Assert.Contains("listens for 1000", status, StringComparison.Ordinal);
        await Run(0, "signer", "import", "--key-dir", At("b"), "--in", At("m.json"), "--listen-views", "5");
        await Run(0, "signer", "keys", "new-kes", "--key-dir", At("b"), "--start-epoch", "300", "--cold", keys);
        Assert.Contains("kes #1", await Run(0, "signer", "keys", "--key-dir", At("b")), StringComparison.Ordinal);
        File.Delete(At("b/validator-0/safety.log"));
        await Run(8, "signer", "status", "--key-dir", At("b"));
    }

    [Fact]
    public async Task Devnet_WithSignerProcesses_FinalisesAndGoesOnWithThem()
    {
        string first = await Run(
            0, "devnet", "--data", At("d"), "--validators", "2", "--for", "4s", "--json", "--rpc-port", "0",
            "--remote-signer");
        Assert.Contains("\"state_root_equal\":true", first, StringComparison.Ordinal);
        string again = await Run(
            0, "devnet", "--data", At("d"), "--validators", "2", "--for", "4s", "--json", "--rpc-port", "0",
            "--remote-signer");
        Assert.Contains("\"state_root_equal\":true", again, StringComparison.Ordinal);
        SignerFolder folder = SignerFolder.At(At("d/node-0/signer"), null);
        using SignerKey key = SignerKey.Open(folder, "validator");
        Assert.InRange(key.Signer.Record.PrecommittedView, 4UL, ulong.MaxValue);
        Assert.True(AuditLog.Verify(folder.AuditPath, out int lines));
        Assert.InRange(lines, 10, int.MaxValue);
    }

    private string At(string name) => Path.Combine(_root.FullName, name);

    private static async Task<string> Run(int code, params string[] arguments)
    {
        (int actual, string output, string[] error) = await AetherProcess.RunAsync(arguments);
        Assert.True(actual == code, $"{string.Join(' ', arguments)}: {actual} {output} {string.Join(' ', error)}");
        return output;
    }
}
