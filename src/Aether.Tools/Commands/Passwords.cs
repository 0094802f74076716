using System.CommandLine;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>Where passwords come from: a file or the terminal, never the command line or the environment.</summary>
internal static class Passwords
{
    private const int MaxBytes = 4096;

    /// <summary>The option that names the file.</summary>
    public static Option<string?> CreateOption() => new("--password-file")
    {
        Description = "File whose first line is the password",
        HelpName = "FILE",
    };

    /// <summary>The password, or null when there is neither file nor terminal. The caller clears it.</summary>
    public static byte[]? Find(CommandContext context, string? passwordFile, string prompt)
    {
        if (passwordFile is not null)
        {
            return FirstLine(passwordFile);
        }
        bool mayAsk = context.Environment.AskSecret is not null && !context.IsJson;
        return mayAsk ? context.Environment.AskSecret!(prompt) : null;
    }

    /// <summary>A password for a new key: asked twice on a terminal, never empty.</summary>
    public static byte[] RequireNew(CommandContext context, string? passwordFile)
    {
        byte[] password = Find(context, passwordFile, "New password: ")
            ?? throw Refuse("a password is needed", "it cannot be asked for: stdin is no terminal or --json was given");
        if (passwordFile is null)
        {
            byte[] again = context.Environment.AskSecret!("Repeat it: ");
            bool same = again.AsSpan().SequenceEqual(password);
            Array.Clear(again);
            if (!same)
            {
                Array.Clear(password);
                throw Refuse("the passwords differ", "both lines must be the same");
            }
        }
        return password.Length > 0 ? password : throw Refuse("the password is empty", "it would protect nothing");
    }

    private static byte[] FirstLine(string path)
    {
        byte[] content = Inputs.File(path, MaxBytes);
        int end = content.AsSpan().IndexOfAny((byte)'\n', (byte)'\r');
        byte[] line = content.AsSpan(0, end < 0 ? content.Length : end).ToArray();
        Array.Clear(content);
        return line;
    }

    private static CliException Refuse(string what, string why) =>
        new(ExitCode.Usage, ErrorCode.PasswordRequired, what, why, "give --password-file FILE");
}
