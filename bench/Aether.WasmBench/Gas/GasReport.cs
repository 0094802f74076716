using System.Text;
using System.Text.Json;
using Aether.BenchKit.Measurement;

namespace Aether.WasmBench.Gas;

/// <summary>Writes what was measured, as tables and as JSON.</summary>
internal sealed class GasReport
{
    private readonly StringBuilder _text = new();
    private readonly List<(string Table, string[] Columns, List<object[]> Rows)> _tables = [];

    /// <summary>Starts a table.</summary>
    public void Table(string name, params string[] columns)
    {
        _tables.Add((name, columns, []));
        Say($"\n## {name}\n");
        Say($"| {string.Join(" | ", columns)} |");
        Say($"|{string.Concat(columns.Select((_, index) => index == 0 ? "---|" : "--:|"))}");
    }

    /// <summary>Adds a row of strings and numbers to the last table.</summary>
    public void Row(params object[] cells)
    {
        _tables[^1].Rows.Add(cells);
        Say($"| {string.Join(" | ", cells.Select(Show))} |");
    }

    /// <summary>Adds a line of text.</summary>
    public void Say(string line)
    {
        Console.WriteLine(line);
        _text.AppendLine(line);
    }

    /// <summary>Writes both files.</summary>
    public void Write(string path)
    {
        MachineFacts facts = MachineFacts.Read();
        File.WriteAllText(path + ".md", _text.ToString());
        using FileStream stream = File.Create(path + ".json");
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteString("commit", facts.Commit);
        json.WriteString("processor", facts.Processor);
        json.WriteString("dotnet", facts.Dotnet);
        foreach ((string table, string[] columns, List<object[]> rows) in _tables)
        {
            json.WriteStartArray(table);
            foreach (object[] row in rows)
            {
                WriteRow(json, columns, row);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, string[] columns, object[] row)
    {
        json.WriteStartObject();
        for (int i = 0; i < row.Length; i++)
        {
            if (row[i] is double number)
            {
                json.WriteNumber(columns[i], Math.Round(number, 5));
            }
            else
            {
                json.WriteString(columns[i], Show(row[i]));
            }
        }

        json.WriteEndObject();
    }

    private static string Show(object cell) => cell switch
    {
        double number when Math.Abs(number) >= 1_000 => WasmCommand.Line($"{number:F0}"),
        double number when Math.Abs(number) >= 10 => WasmCommand.Line($"{number:F1}"),
        double number => WasmCommand.Line($"{number:F3}"),
        _ => WasmCommand.Line($"{cell}"),
    };
}
