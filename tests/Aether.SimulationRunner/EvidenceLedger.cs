using System.Diagnostics;

namespace Aether.SimulationRunner;

/// <summary>The file that lists every campaign, one JSON object a line, oldest first.</summary>
internal sealed class EvidenceLedger(string root)
{
    private readonly string _path = Path.Combine(root, "tests", "evidence", "ledger.jsonl");

    /// <summary>The hash of the sources as they are now.</summary>
    public string CurrentHash { get; } = CoreHash.Of(root);

    /// <summary>The commit the sources are at.</summary>
    public string Commit { get; } = ReadCommit(root);

    /// <summary>All lines.</summary>
    public IReadOnlyList<LedgerLine> Read() => File.Exists(_path)
        ? [.. File.ReadLines(_path).Where(line => line.Length > 0).Select(LedgerLine.Parse)]
        : [];

    /// <summary>Adds a line at the end.</summary>
    public void Append(LedgerLine line)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.AppendAllText(_path, line.ToJson() + "\n");
    }

    private static string ReadCommit(string root)
    {
        ProcessStartInfo start = new("git", ["-C", root, "rev-parse", "--short=12", "HEAD"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using Process git = Process.Start(start)!;
            string commit = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? commit : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
