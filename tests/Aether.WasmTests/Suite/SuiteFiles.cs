using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aether.TestKit;
using Xunit;

namespace Aether.WasmTests.Suite;

/// <summary>The official scripts, converted by Debian's wabt into commands and encoded modules.</summary>
/// <remarks>
/// wabt 1.0.32 does not read all of the text format. Three spellings are written out before the conversion; none of
/// them changes a module or an assertion.
/// </remarks>
public static partial class SuiteFiles
{
    private static readonly Lazy<string[]> s_scripts = new(ConvertAll);
    private static readonly Lazy<List<SpecCommand>> s_all = new(() => [.. s_scripts.Value.SelectMany(Read)]);

    /// <summary>
    /// Paths of the converted scripts in the order of their names; skips the calling test where they are absent.
    /// </summary>
    public static IReadOnlyList<string> Scripts
    {
        get
        {
            Vectors.Require("wasm/core");
            return s_scripts.Value;
        }
    }

    /// <summary>Every command of every script, in order; skips as <see cref="Scripts"/> does.</summary>
    public static IReadOnlyList<SpecCommand> All => Scripts.Count == 0 ? [] : s_all.Value;

    private static string[] ConvertAll()
    {
        string target = Path.Combine(Path.GetTempPath(), $"aether-spec-{Environment.ProcessId}");
        Directory.CreateDirectory(target);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(target, recursive: true);
        string[] scripts = Directory.GetFiles(Vectors.Require("wasm/core"), "*.wast");
        Array.Sort(scripts, StringComparer.Ordinal);
        string[] converted = new string[scripts.Length];
        Parallel.For(0, scripts.Length, i => converted[i] = Convert(scripts[i], target));
        return converted;
    }

    private static string Convert(string script, string target)
    {
        string name = Path.GetFileNameWithoutExtension(script);
        string source = Path.Combine(target, name + ".wast");
        string json = Path.Combine(target, name + ".json");
        string text = WriteOut(name, Encoding.Latin1.GetString(File.ReadAllBytes(script)));
        File.WriteAllBytes(source, Encoding.Latin1.GetBytes(text));
        RunConverter(source, json);
        return json;
    }

    private static List<SpecCommand> Read(string script)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(script));
        string name = Path.GetFileNameWithoutExtension(script);
        return
        [
            .. document.RootElement.GetProperty("commands").EnumerateArray()
                .Select(command => SpecCommand.Read(name, Path.GetDirectoryName(script)!, command)),
        ];
    }

    private static string WriteOut(string name, string text)
    {
        text = TableWithoutIndex().Replace(text, "$0 0");
        text = text.Replace(
            "(if (i32.const 1) (i32.eqz) (then) (else))",
            "(i32.eqz (i32.const 1)) (if (then) (else))",
            StringComparison.Ordinal);
        return name == "comments" ? QuotedModule().Replace(text, Unquote) : text;
    }

    private static string Unquote(Match quoted)
    {
        IEnumerable<string> lines = QuotedLine().Matches(quoted.Groups[1].Value).Select(line => line.Groups[1].Value);
        string body = string.Join('\n', lines)
            .Replace("\\\"", "\"", StringComparison.Ordinal)
            .Replace("\\0a", "\n", StringComparison.Ordinal)
            .Replace("\\0d", "\n", StringComparison.Ordinal);
        return $"(module {body}\n)\n\n";
    }

    private static void RunConverter(string source, string json)
    {
        var start = new ProcessStartInfo("wast2json", ["--disable-simd", source, "-o", json])
        {
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        using Process? converter = Start(start);
        Assert.True(converter is not null, "wast2json is absent: run './build.sh setup', or install Debian's wabt");
        string messages = converter!.StandardError.ReadToEnd();
        converter.WaitForExit();
        Assert.True(converter.ExitCode == 0 && File.Exists(json), $"wast2json {source}: {messages}");
    }

    private static Process? Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\btable\.(get|set|size|grow|fill)(?=\s*[()])")]
    private static partial Regex TableWithoutIndex();

    [GeneratedRegex(@"\(module quote\s((?:\s*""(?:[^""\\]|\\.)*"")+)\s*\)\s")]
    private static partial Regex QuotedModule();

    [GeneratedRegex(@"""((?:[^""\\]|\\.)*)""")]
    private static partial Regex QuotedLine();
}
