using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Tools.Cli;
using Aether.Tools.Cli.Reference;

namespace Aether.Tools.Commands;

/// <summary>`completion`: a script for a shell.</summary>
internal static class CompletionCommand
{
    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        Argument<string> shell = new("SHELL") { Description = "bash, zsh, fish or pwsh" };
        return table.Define(
            "completion",
            "Print a script that completes command lines in a shell.",
            [
                "aetherctl completion bash > ~/.local/share/bash-completion/completions/aetherctl",
                "aetherctl completion zsh > ~/.zfunc/_aetherctl",
                "aetherctl completion fish > ~/.config/fish/completions/aetherctl.fish",
                "aetherctl completion pwsh > aetherctl.ps1",
            ],
            (context, _) =>
            {
                string chosen = context.Arguments.GetRequiredValue(shell);
                CommandTree tree = CommandLine.Tree(context.Environment);
                string script = chosen switch
                {
                    "bash" => Completion.Bash(tree),
                    "zsh" => Completion.Zsh(tree),
                    "fish" => Completion.Fish(tree),
                    "pwsh" => Completion.PowerShell(tree),
                    _ => throw new CliException(
                        ExitCode.Usage, ErrorCode.Usage, $"there is no script for {chosen}",
                        "scripts are made for bash, zsh, fish and pwsh", "aetherctl completion bash"),
                };
                JsonObject data = new() { ["shell"] = chosen, ["script"] = script };
                return Task.FromResult(new CommandResult(data, []) { Text = script.TrimEnd('\n') });
            },
            shell);
    }
}
