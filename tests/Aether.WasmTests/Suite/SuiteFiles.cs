using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Aether.TestKit;
using Xunit;

namespace Aether.WasmTests.Suite;

/// <summary>
/// The official test suite as JSON commands and binary modules, converted by Debian's wast2json once for all tests.
/// </summary>
public sealed class SuiteFiles : IDisposable
{
    private const string Converter = "wast2json";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aether-wasm-suite-");
    private readonly Lock _gate = new();
    private string[]? _scripts;

    /// <summary>Paths of the converted scripts in the order of their names; skips the test without them.</summary>
    public IReadOnlyList<string> Scripts
    {
        get
        {
            lock (_gate)
            {
                return _scripts ??= Convert();
            }
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string[] Convert()
    {
        string source = Vectors.Require("wasm/core");
        List<string> scripts = [];
        foreach (string path in Directory.GetFiles(source, "*.wast").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            string script = Path.Combine(_folder.FullName, name + ".wast");
            File.WriteAllText(script, Repair(name, File.ReadAllText(path, Encoding.Latin1)), Encoding.Latin1);
            string json = Path.Combine(_folder.FullName, name + ".json");
            Run(name, script, json);
            scripts.Add(json);
        }

        return [.. scripts];
    }

    /// <summary>
    /// Writes in full what Debian's converter (1.0.32) does not read in the short form: table index 0, a folded
    /// condition of two expressions, and a module given as quoted text. The modules are the same.
    /// </summary>
    private static string Repair(string name, string text) => name switch
    {
        "comments" => Regex.Replace(
            text.Replace("(module quote", "(module", StringComparison.Ordinal),
            """^ *"(.*)"$""",
            line => line.Groups[1].Value.Replace("\\\"", "\"").Replace("\\0d", "\n").Replace("\\0a", "\n"),
            RegexOptions.Multiline),
        "if" => text.Replace(
            "(if (i32.const 1) (i32.eqz) (then) (else))",
            "(i32.const 1) (i32.eqz) (if (then) (else))",
            StringComparison.Ordinal),
        _ when name.StartsWith("table_", StringComparison.Ordinal) =>
            Regex.Replace(text, @"table\.(get|set|size|fill|grow)(?=[ \n]*[()])", "table.$1 0"),
        _ => text,
    };

    private static void Run(string name, string script, string json)
    {
        ProcessStartInfo start = new(Converter, ["--disable-simd", script, "-o", json])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{Converter} is absent: './build.sh test' installs wabt");
        }

        using (process)
        {
            string error = process!.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0 && File.Exists(json), $"{name} does not convert: {error}");
        }
    }
}
