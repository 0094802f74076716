using System.Globalization;
using System.Text;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Methods;

namespace Aether.Node.Rpc.Discovery;

/// <summary>The generated tables of <c>src/docs/specs/json-rpc.md</c>.</summary>
internal static class RpcTables
{
    /// <summary>The table of methods.</summary>
    public static string Methods()
    {
        StringBuilder text = new();
        text.Append("| method | parameters | result | cost | |\n|---|---|---|---|---|\n");
        foreach (RpcMethodInfo info in RpcCatalogue.All)
        {
            string parameters = info.Parameters.Length == 0
                ? "none"
                : $"`[{string.Join(", ", info.Parameters.Select(item => item.Name + (item.Required ? "" : "?")))}]`";
            string note = info.Note.Length == 0 ? "" : "; " + info.Note;
            string kind = info.IsAdmin ? "admin socket" : info.IsRead ? "read" : "";
            kind += info.Lane == RpcLane.Heavy ? kind.Length > 0 ? ", heavy" : "heavy" : "";
            text.Append(CultureInfo.InvariantCulture, $"| `{info.Name}` | {parameters} | {info.Summary} ");
            text.Append(CultureInfo.InvariantCulture, $"`{Escape(info.Result)}`{note} | {info.Cost} | {kind} |\n");
        }
        return text.ToString();
    }

    /// <summary>The table of errors.</summary>
    public static string Errors()
    {
        StringBuilder text = new();
        text.Append("| code | name | fields | when |\n|---|---|---|---|\n");
        foreach (RpcErrorInfo error in RpcErrors.All)
        {
            string fields = string.Join(", ", error.Fields);
            text.Append(CultureInfo.InvariantCulture, $"| {(int)error.Code} | {error.Code} | {fields} ");
            text.Append(CultureInfo.InvariantCulture, $"| {error.When} |\n");
        }
        return text.ToString();
    }

    // A bar ends a cell of a table, in code too.
    private static string Escape(string type) => type.Replace("|", "\\|", StringComparison.Ordinal);
}
