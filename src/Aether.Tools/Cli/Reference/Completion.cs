using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Aether.Tools.Cli.Reference;

/// <summary>
/// Writes scripts that complete command lines in a shell: commands, options, values, names of networks.
/// </summary>
/// <remarks>The tree is in the script, so that a key press starts no program; only names of networks do.</remarks>
internal static class Completion
{
    private const string Networks =
        "aetherctl network ls --json 2>/dev/null | sed -n 's/^ *\"name\": \"\\(.*\\)\",$/\\1/p'";

    /// <summary>The script for bash.</summary>
    public static string Bash(CommandTree tree)
    {
        StringBuilder text = new();
        text.Append("# Completion of aetherctl for bash: source <(aetherctl completion bash)\n_aetherctl() {\n")
            .Append("  local cur=\"${COMP_WORDS[COMP_CWORD]}\" prev=\"${COMP_WORDS[COMP_CWORD - 1]}\"\n")
            .Append("  local at=\"\" words=\"\" i\n  COMPREPLY=()\n")
            .Append("  for ((i = 1; i < COMP_CWORD; i++)); do\n    case \"$at/${COMP_WORDS[i]}\" in\n      ")
            .AppendJoin(" | \\\n      ", tree.Commands().Select(item => "/" + string.Join('/', item.Path)))
            .Append(") at=\"$at/${COMP_WORDS[i]}\" ;;\n    esac\n  done\n")
            .Append("  case \"$prev\" in\n    --network | -n) words=\"$(").Append(Networks).Append(")\" ;;\n");
        foreach ((string names, string[] values) in Values(tree))
        {
            text.Append(CultureInfo.InvariantCulture, $"    {names}) words=\"{string.Join(' ', values)}\" ;;\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"    {string.Join(" | ", PathOptions(tree))})\n")
            .Append("      mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n      return ;;\n")
            .Append(CultureInfo.InvariantCulture, $"    {string.Join(" | ", FreeOptions(tree))}) return ;;\n")
            .Append("    *)\n      case \"$at\" in\n");
        foreach ((string path, Command command) in WithRoot(tree))
        {
            text.Append(CultureInfo.InvariantCulture, $"        \"{path}\") words=\"{Words(path, command)}\" ;;\n");
        }
        return text.Append("      esac ;;\n  esac\n  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n}\n")
            .Append("complete -o default -F _aetherctl aetherctl\n").ToString();
    }

    /// <summary>The script for zsh.</summary>
    public static string Zsh(CommandTree tree)
    {
        StringBuilder text = new();
        text.Append("#compdef aetherctl\n# Completion of aetherctl for zsh: source <(aetherctl completion zsh)\n")
            .Append("_aetherctl() {\n  local at=\"\" i\n  local -a found\n")
            .Append("  for ((i = 2; i < CURRENT; i++)); do\n    case \"$at/${words[i]}\" in\n      (")
            .AppendJoin("|", tree.Commands().Select(item => "/" + string.Join('/', item.Path)))
            .Append(") at=\"$at/${words[i]}\" ;;\n    esac\n  done\n")
            .Append("  case \"${words[CURRENT-1]}\" in\n    (--network|-n) found=(${(f)\"$(").Append(Networks)
            .Append(")\"}) ;;\n");
        foreach ((string names, string[] values) in Values(tree))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"    ({names.Replace(" ", "", StringComparison.Ordinal)}) found=({string.Join(' ', values)}) ;;\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"    ({string.Join('|', PathOptions(tree))}) _files; return ;;\n")
            .Append(CultureInfo.InvariantCulture, $"    ({string.Join('|', FreeOptions(tree))}) return ;;\n")
            .Append("    (*)\n      case \"$at\" in\n");
        foreach ((string path, Command command) in WithRoot(tree))
        {
            IEnumerable<string> items = Described(path, command)
                .Select(item => Quote($"{item.Word}:{item.Description}"));
            text.Append(CultureInfo.InvariantCulture, $"        (\"{path}\") found=({string.Join(' ', items)}) ;;\n");
        }
        return text.Append("      esac ;;\n  esac\n  _describe 'aetherctl' found || _files\n}\n")
            .Append("if [ \"$funcstack[1]\" = \"_aetherctl\" ]; then\n  _aetherctl\nelse\n")
            .Append("  compdef _aetherctl aetherctl\nfi\n").ToString();
    }

    /// <summary>The script for fish.</summary>
    public static string Fish(CommandTree tree)
    {
        StringBuilder text = new();
        text.Append("# Completion of aetherctl for fish: aetherctl completion fish | source\n")
            .Append("function __aetherctl_at\n  set -l at ''\n  for word in (commandline -opc)[2..-1]\n")
            .Append("    switch \"$at/$word\"\n      case ")
            .AppendJoin(' ', tree.Commands().Select(item => "/" + string.Join('/', item.Path)))
            .Append("\n        set at \"$at/$word\"\n    end\n  end\n  test \"$at\" = \"$argv[1]\"\nend\n");
        foreach (Option option in GlobalOptions.All)
        {
            WriteFish(text, null, option);
        }
        foreach ((string path, Command command) in WithRoot(tree))
        {
            if (command.Subcommands.Count > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"complete -c aetherctl -n '__aetherctl_at \"{path}\"' -f\n");
            }
            foreach (Command child in command.Subcommands.Where(child => !child.Hidden))
            {
                text.Append(CultureInfo.InvariantCulture, $"complete -c aetherctl -n '__aetherctl_at \"{path}\"' ")
                    .Append(CultureInfo.InvariantCulture, $"-a {child.Name} -d {Quote(child.Description ?? "")}\n");
            }
            foreach (string word in CommandTree.ArgumentsOf(path.TrimStart('/').Replace('/', ' ')))
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"complete -c aetherctl -n '__aetherctl_at \"{path}\"' -a {word}\n");
            }
            foreach (Option option in path.Length == 0 ? [] : CommandTree.OwnOptions(command))
            {
                WriteFish(text, path, option);
            }
        }
        return text.ToString();
    }

    /// <summary>The script for PowerShell.</summary>
    public static string PowerShell(CommandTree tree) => PowerShellCompletion.Write(
        WithRoot(tree).Select(item => (item.Path, Described(item.Path, item.Command))),
        AllOptions(tree).Where(option => CommandTree.ValuesOf(option).Length > 0)
            .DistinctBy(option => option.Name)
            .OrderBy(option => option.Name, StringComparer.Ordinal)
            .Select(option => (Names([option]).ToArray(), CommandTree.ValuesOf(option))),
        PathOptions(tree).Concat(FreeOptions(tree)));

    private static void WriteFish(StringBuilder text, string? path, Option option)
    {
        text.Append("complete -c aetherctl");
        if (path is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $" -n '__aetherctl_at \"{path}\"'");
        }
        text.Append(CultureInfo.InvariantCulture, $" -l {option.Name[2..]}");
        foreach (string alias in option.Aliases.Where(alias => alias.Length == 2))
        {
            text.Append(CultureInfo.InvariantCulture, $" -s {alias[1..]}");
        }
        if (CommandTree.TakesValue(option))
        {
            string[] values = CommandTree.ValuesOf(option);
            string words = option == GlobalOptions.Network ? $"({Networks})" : string.Join(' ', values);
            string arguments = words.Length > 0 ? $" -f -a {Quote(words)}" : CommandTree.TakesPath(option) ? "" : " -f";
            text.Append(CultureInfo.InvariantCulture, $" -r{arguments}");
        }
        text.Append(CultureInfo.InvariantCulture, $" -d {Quote(option.Description ?? "")}\n");
    }

    private static IEnumerable<(string Path, Command Command)> WithRoot(CommandTree tree) =>
        tree.Commands().Select(item => ("/" + string.Join('/', item.Path), item.Command)).Prepend(("", tree.Root));

    private static IEnumerable<Option> AllOptions(CommandTree tree) => tree.Commands()
        .SelectMany(item => CommandTree.OwnOptions(item.Command))
        .Concat(GlobalOptions.All)
        .Where(option => CommandTree.TakesValue(option) && option != GlobalOptions.Network);

    private static IEnumerable<string> Names(IEnumerable<Option> options) => options
        .SelectMany(option => option.Aliases.Append(option.Name)).Distinct().Order(StringComparer.Ordinal);

    // One name may take a level here and a duration there: it is completed only where all agree.
    private static IEnumerable<(string Names, string[] Values)> Values(CommandTree tree) => AllOptions(tree)
        .Where(option => CommandTree.ValuesOf(option).Length > 0)
        .DistinctBy(option => option.Name)
        .OrderBy(option => option.Name, StringComparer.Ordinal)
        .Select(option => (string.Join(" | ", Names([option])), CommandTree.ValuesOf(option)));

    private static IEnumerable<string> PathOptions(CommandTree tree) =>
        Names(AllOptions(tree).Where(CommandTree.TakesPath));

    private static IEnumerable<string> FreeOptions(CommandTree tree)
    {
        HashSet<string> known = [.. PathOptions(tree), .. Names(AllOptions(tree)
            .Where(option => CommandTree.ValuesOf(option).Length > 0))];
        return Names(AllOptions(tree)).Where(name => !known.Contains(name));
    }

    private static string Words(string path, Command command) =>
        string.Join(' ', Described(path, command).Select(item => item.Word));

    private static IEnumerable<(string Word, string Description)> Described(string path, Command command)
    {
        IEnumerable<(string, string)> children = command.Subcommands.Where(child => !child.Hidden)
            .Select(child => (child.Name, child.Description ?? ""));
        IEnumerable<(string, string)> words = CommandTree.ArgumentsOf(path.TrimStart('/').Replace('/', ' '))
            .Select(word => (word, ""));
        IEnumerable<(string, string)> options = (path.Length == 0 ? [] : CommandTree.OwnOptions(command))
            .Concat(GlobalOptions.All)
            .Select(option => (option.Name, option.Description ?? ""));
        return children.Concat(words).Concat(options).Append(("--help", "Show help"));
    }

    private static string Quote(string text) =>
        "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
