using System.Text;
using System.Text.Json;
using Aether.Node.Options;

namespace Aether.Node.Cli;

/// <summary>What a command says: lines for people, or with --json one document of <c>exit-codes.md</c>.</summary>
internal static class CommandReport
{
    private const int SchemaVersion = 1;

    /// <summary>
    /// Runs a command whose answer is a list of named values; a failure becomes its document or its sentence.
    /// </summary>
    /// <param name="json">Print a document.</param>
    /// <param name="run">Fills the values and gives the exit code, with an error and its code unless that is 0.</param>
    public static int Run(bool json, Func<List<(string Name, object Value)>, CommandOutcome> run)
    {
        List<(string Name, object Value)> values = [];
        CommandOutcome outcome;
        try
        {
            outcome = run(values);
        }
        catch (NodeStartException error) when (json)
        {
            outcome = new CommandOutcome(error.Code, CodeOf(error.Code), error.Message);
        }
        catch (ConfigException error) when (json)
        {
            outcome = new CommandOutcome(ExitCode.Usage, CodeOf(ExitCode.Usage), error.Message);
        }
        if (json)
        {
            Console.WriteLine(Document(values, outcome));
            return (int)outcome.Code;
        }
        foreach ((string name, object value) in values)
        {
            Console.WriteLine($"{name.Replace('_', ' '),-18} {Text(value)}");
        }
        if (outcome.Code != ExitCode.Success)
        {
            Console.Error.WriteLine("aether: " + outcome.Sentence);
        }
        return (int)outcome.Code;
    }

    private static string CodeOf(ExitCode code) => code switch
    {
        ExitCode.Usage => "AE-2005",
        ExitCode.Refused => "AE-8003",
        ExitCode.Storage => "AE-7401",
        _ => "AE-1001",
    };

    private static string Text(object value) => value is IEnumerable<string> list
        ? string.Join("; ", list)
        : Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private static string Document(List<(string Name, object Value)> values, CommandOutcome outcome)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("schema_version", SchemaVersion);
            writer.WriteBoolean("success", outcome.Code == ExitCode.Success);
            writer.WriteStartObject("data");
            foreach ((string name, object value) in values)
            {
                Write(writer, name, value);
            }
            writer.WriteEndObject();
            writer.WriteStartArray("errors");
            if (outcome.Code != ExitCode.Success)
            {
                writer.WriteStartObject();
                writer.WriteString("code", outcome.ErrorCode);
                writer.WriteString("message", outcome.Sentence);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            writer.WriteStartArray("warnings");
            writer.WriteEndArray();
            writer.WriteNumber("exit_code", (int)outcome.Code);
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case ulong or long or int:
                writer.WriteNumber(name, Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture));
                break;
            case bool flag:
                writer.WriteBoolean(name, flag);
                break;
            case Action<Utf8JsonWriter> write:
                writer.WritePropertyName(name);
                write(writer);
                break;
            case IEnumerable<string> list:
                writer.WriteStartArray(name);
                foreach (string item in list)
                {
                    writer.WriteStringValue(item);
                }
                writer.WriteEndArray();
                break;
            default:
                writer.WriteString(name, value.ToString());
                break;
        }
    }
}
