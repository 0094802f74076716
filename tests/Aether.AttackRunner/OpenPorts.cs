using System.Globalization;

namespace Aether.AttackRunner;

/// <summary>What a process listens on, by what the kernel says about its sockets.</summary>
internal static class OpenPorts
{
    private const string Listening = "0A";
    private const string Unconnected = "07";
    private const int LocalField = 1;
    private const int StateField = 3;
    private const int InodeField = 9;

    /// <summary>The ports, each once.</summary>
    public static IReadOnlyList<(bool IsTcp, int Port)> Of(int process)
    {
        HashSet<string> sockets = [];
        foreach (string descriptor in Directory.EnumerateFiles(Text($"/proc/{process}/fd")))
        {
            string? target = new FileInfo(descriptor).LinkTarget;
            if (target is not null && target.StartsWith("socket:[", StringComparison.Ordinal))
            {
                sockets.Add(target["socket:[".Length..^1]);
            }
        }
        HashSet<(bool IsTcp, int Port)> ports = [];
        foreach (string table in (ReadOnlySpan<string>)["tcp", "tcp6", "udp", "udp6"])
        {
            bool isTcp = table.StartsWith("tcp", StringComparison.Ordinal);
            foreach (string line in File.ReadLines(Text($"/proc/{process}/net/{table}")).Skip(1))
            {
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields[StateField] == (isTcp ? Listening : Unconnected) && sockets.Contains(fields[InodeField]))
                {
                    string port = fields[LocalField][(fields[LocalField].IndexOf(':', StringComparison.Ordinal) + 1)..];
                    ports.Add((isTcp, int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
                }
            }
        }
        return [.. ports];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
