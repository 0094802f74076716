using System.Net;
using System.Text;

namespace Aether.Tools.LoadGen.Reports;

/// <summary>Pieces of a page. All text goes through <see cref="Escape"/>: names come from nodes and files.</summary>
internal static class Html
{
    /// <summary>Text that is no markup.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A table.</summary>
    public static string Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        StringBuilder html = new("<table><thead><tr>");
        foreach (string cell in head)
        {
            html.Append("<th>").Append(Escape(cell)).Append("</th>");
        }
        html.Append("</tr></thead><tbody>\n");
        foreach (IReadOnlyList<string> row in rows)
        {
            html.Append("<tr>");
            foreach (string cell in row)
            {
                html.Append("<td>").Append(Escape(cell)).Append("</td>");
            }
            html.Append("</tr>\n");
        }
        return html.Append("</tbody></table>\n").ToString();
    }
}
