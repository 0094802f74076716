using System.Diagnostics;
using System.Security.Cryptography;
using Aether.IntegrationTests.Node;
using Aether.Node.Signing;
using Xunit;

namespace Aether.IntegrationTests.Signing;

/// <summary>`aether signer keys new-kes` with the cold key in a SoftHSM token.</summary>
public sealed class SignerTokenTests : IDisposable
{
    private const string Util = "/usr/bin/softhsm2-util";
    private const string Module = "/usr/lib/softhsm/libsofthsm2.so";
    private const string Configuration = "SOFTHSM2_CONF";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("aether-st-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public async Task NewKes_IsCertifiedByTheTokenOrRefusedWithASentence()
    {
        Assert.SkipUnless(File.Exists(Util) && File.Exists(Module), "softhsm2 is missing; run ./build.sh setup");
        await RunAsync(0, "init-genesis", "--out", At("chain"), "--validators", "1");
        string keys = At("chain/validator-0.json");
        await RunAsync(
            0, "signer", "init", "--keys", keys, "--genesis", At("chain/genesis.toml"), "--key-dir", At("s"),
            "--init-empty", "--listen-views", "0");
        CreateToken(keys);
        string[] line =
        [
            "signer", "keys", "new-kes", "--key-dir", At("s"), "--start-epoch", "300", "--pkcs11-module", Module,
            "--pkcs11-token", "vault", "--pkcs11-pin", "file:" + At("pin"), "--pkcs11-key",
        ];
        string made = await RunAsync(0, [.. line, "cold"]);
        string listed = await RunAsync(0, "signer", "keys", "--key-dir", At("s"));
        Assert.Contains($"kes #1 {made.Trim()}", listed, StringComparison.Ordinal);

        string[] refused = await FailAsync(8, [.. line, "stranger"]);
        Assert.Contains("its certificate would not hold", string.Join('\n', refused), StringComparison.Ordinal);
        SafetyFiles.WriteSecret(At("pin"), "0000"u8, replace: true);
        refused = await FailAsync(null, [.. line, "cold"]);
        Assert.Contains("refuses the PIN", string.Join('\n', refused), StringComparison.Ordinal);
        Directory.Delete(At("tokens"), recursive: true);
        refused = await FailAsync(null, [.. line, "cold"]);
        Assert.DoesNotContain("   at ", string.Join('\n', refused), StringComparison.Ordinal);
        await FailAsync(2, [.. line, "cold", "--cold", keys]);
        Assert.DoesNotContain("kes #2", await RunAsync(0, "signer", "keys", "--key-dir", At("s")));
    }

    private static async Task<string> RunAsync(int code, params string[] arguments)
    {
        (int actual, string output, string[] error) = await AetherProcess.RunAsync(arguments);
        Assert.True(actual == code, $"{string.Join(' ', arguments)}: {actual} {output} {string.Join(' ', error)}");
        return output;
    }

    private static async Task<string[]> FailAsync(int? code, string[] arguments)
    {
        (int actual, _, string[] error) = await AetherProcess.RunAsync(arguments);
        Assert.True(code is null ? actual > 1 : actual == code, $"{actual}: {string.Join(' ', error)}");
        return error;
    }

    private string At(string name) => Path.Combine(_root.FullName, name);

    // The programs that tests start inherit the variable.
    private void CreateToken(string keys)
    {
        Directory.CreateDirectory(At("tokens"));
        File.WriteAllText(At("softhsm2.conf"), $"directories.tokendir = {At("tokens")}\nlog.level = ERROR\n");
        Environment.SetEnvironmentVariable(Configuration, At("softhsm2.conf"));
        SafetyFiles.WriteSecret(At("pin"), "5678\n"u8, replace: false);
        Softhsm("--init-token", "--free", "--label", "vault", "--so-pin", "1234", "--pin", "5678");
        using ValidatorKeys validator = ValidatorKeyFile.Load(keys);
        Import("cold", "01", validator.ColdSeed);
        Import("stranger", "02", new byte[32]);
    }

    private void Import(string label, string id, byte[] seed)
    {
        // PKCS#8 of RFC 8410.
        byte[] prefix = Convert.FromHexString("302e020100300506032b657004220420");
        string path = At(label + ".pem");
        File.WriteAllText(path, PemEncoding.WriteString("PRIVATE KEY", [.. prefix, .. seed]));
        Softhsm("--import", path, "--token", "vault", "--label", label, "--id", id, "--pin", "5678");
        File.Delete(path);
    }

    private static void Softhsm(params string[] arguments)
    {
        ProcessStartInfo start = new(Util, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
    }
}
