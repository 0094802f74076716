using System.Diagnostics;
using System.Security.Cryptography;
using Aether.Native;
using Aether.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

/// <summary>
/// A SoftHSM token with an ed25519 and a P-256 key, in a folder that all tokens of the process share.
/// </summary>
internal sealed class SoftToken
{
    public const string Pin = "5678-user";

    private static readonly Lazy<string> s_folder = new(CreateFolder);

    private readonly string _folder = Directory.CreateTempSubdirectory("aether-pin-").FullName;

    public SoftToken(string label)
    {
        Assert.SkipUnless(IsInstalled, "softhsm2 is not installed; run ./build.sh setup");
        Label = label;
        string[] before = Directory.GetDirectories(TokenFolder);
        Run("--init-token", "--free", "--label", label, "--so-pin", "1234-officer", "--pin", Pin);
        Root = Directory.GetDirectories(TokenFolder).Except(before).Single();
        Import("cold", "01", Ed25519Pem(Seed));
        using ECDsa ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Transport = ecdsa.ExportParameters(includePrivateParameters: true);
        Import("transport", "02", ecdsa.ExportPkcs8PrivateKeyPem());
        PinPath = Path.Combine(_folder, "pin");
        WritePin(Pin + "\n");
    }

    public static string Module { get; } = new[]
    {
        "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    }.FirstOrDefault(File.Exists) ?? "";

    public static bool IsInstalled => Module.Length > 0 && File.Exists("/usr/bin/softhsm2-util");

    public byte[] Seed { get; } = [.. Enumerable.Range(1, 32).Select(value => (byte)value)];

    public string Label { get; }

    /// <summary>Where the token is: without this folder it is gone.</summary>
    public string Root { get; }

    public string PinPath { get; }

    /// <summary>The TLS key, for a certificate of it.</summary>
    public ECParameters Transport { get; }

    public Pkcs11Options Options => new()
    {
        Module = Module,
        Token = Label,
        Pin = Pkcs11PinSource.Parse("file:" + PinPath),
        ColdKeyLabel = "cold",
    };

    private static string TokenFolder => Path.Combine(s_folder.Value, "tokens");

    public string PathOf(string name) => Path.Combine(_folder, name);

    public void WritePin(string text)
    {
        File.WriteAllText(PinPath, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(PinPath, SafetyFiles.OwnerOnly);
        }
    }

    public void Import(string label, string id, string pem)
    {
        string path = Path.Combine(_folder, "import.pem");
        File.WriteAllText(path, pem);
        Run("--import", path, "--token", Label, "--label", label, "--id", id, "--pin", Pin);
        File.Delete(path);
    }

    public static string Ed25519Pem(byte[] seed)
    {
        // PKCS#8 of RFC 8410: version, the algorithm 1.3.101.112, and the seed in two octet strings.
        byte[] prefix = Convert.FromHexString("302e020100300506032b657004220420");
        return PemEncoding.WriteString("PRIVATE KEY", [.. prefix, .. seed]);
    }

    private static string CreateFolder()
    {
        string folder = Directory.CreateTempSubdirectory("aether-softhsm-").FullName;
        Directory.CreateDirectory(Path.Combine(folder, "tokens"));
        string configuration = Path.Combine(folder, "softhsm2.conf");
        File.WriteAllText(configuration, $"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n");
        // Once in the process, before any module is loaded.
        Libc.SetVariable("SOFTHSM2_CONF", configuration);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }

    private static void Run(params string[] arguments)
    {
        ProcessStartInfo start = new("/usr/bin/softhsm2-util", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SOFTHSM2_CONF"] = Path.Combine(s_folder.Value, "softhsm2.conf");
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
    }
}
