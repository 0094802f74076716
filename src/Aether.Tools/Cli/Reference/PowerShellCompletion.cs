using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Aether.Tools.Cli.Reference;

/// <summary>Writes the script that completes command lines in PowerShell.</summary>
internal static class PowerShellCompletion
{
    /// <summary>The script.</summary>
    /// <param name="commands">Words that may follow each command, by its path; the root's path is empty.</param>
    /// <param name="values">Words that may follow an option, by its names.</param>
    /// <param name="free">Options whose word is anything: files are offered then.</param>
    public static string Write(
        IEnumerable<(string Path, IEnumerable<(string Word, string Description)> Words)> commands,
        IEnumerable<(string[] Names, string[] Values)> values,
        IEnumerable<string> free)
    {
        StringBuilder text = new();
        text.Append("# Completion of aetherctl for PowerShell: ")
            .Append("aetherctl completion pwsh | Out-String | Invoke-Expression\n")
            .Append("Register-ArgumentCompleter -Native -CommandName aetherctl -ScriptBlock {\n")
            .Append("  param($wordToComplete, $commandAst, $cursorPosition)\n  $commands = @{\n");
        foreach ((string path, IEnumerable<(string Word, string Description)> words) in commands)
        {
            IEnumerable<string> items = words.Select(item => Quote($"{item.Word}\t{item.Description}"));
            text.Append(CultureInfo.InvariantCulture, $"    {Quote(path)} = @({string.Join(", ", items)})\n");
        }
        text.Append("  }\n  $values = @{\n");
        foreach ((string[] names, string[] words) in values)
        {
            foreach (string name in names)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"    {Quote(name)} = @({string.Join(", ", words.Select(Quote))})\n");
            }
        }
        return text.Append("  }\n")
            .Append(CultureInfo.InvariantCulture, $"  $free = @({string.Join(", ", free.Select(Quote))})\n")
            .Append(
                """
                  $at = ''
                  $previous = ''
                  foreach ($element in $commandAst.CommandElements | Select-Object -Skip 1) {
                    if ($element.Extent.EndOffset -ge $cursorPosition) { break }
                    $previous = $element.ToString()
                    if ($commands.ContainsKey("$at/$previous")) { $at = "$at/$previous" }
                  }
                  if ($previous -ceq '--network' -or $previous -ceq '-n') {
                    $found = @(aetherctl network ls --json 2>$null | ConvertFrom-Json).data.name
                  } elseif ($values.ContainsKey($previous)) {
                    $found = $values[$previous]
                  } elseif ($free -ccontains $previous) {
                    return
                  } else {
                    $found = $commands[$at]
                  }
                  foreach ($item in $found) {
                    $word, $description = "$item" -split "`t", 2
                    if ($word -like "$wordToComplete*") {
                      $tip = if ($description) { $description } else { $word }
                      [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $tip)
                    }
                  }
                }

                """).ToString();
    }

    private static string Quote(string text) => "'" + text.Replace("'", "''", StringComparison.Ordinal) + "'";
}
