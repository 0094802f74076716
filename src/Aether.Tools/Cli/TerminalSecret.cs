using System.Text;

namespace Aether.Tools.Cli;

/// <summary>Reads a secret from the terminal without echo. The prompt goes to stderr.</summary>
internal static class TerminalSecret
{
    private const int MaxCharacters = 1024;

    /// <summary>The typed line as UTF-8; the caller clears it.</summary>
    public static byte[] Ask(string prompt)
    {
        Console.Error.Write(prompt);
        char[] typed = new char[MaxCharacters];
        int count = 0;
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            if (key.Key == ConsoleKey.Enter)
            {
                break;
            }
            if (key.Key == ConsoleKey.Backspace)
            {
                count = Math.Max(0, count - 1);
            }
            else if (!char.IsControl(key.KeyChar) && count < typed.Length)
            {
                typed[count++] = key.KeyChar;
            }
        }
        Console.Error.WriteLine();
        byte[] secret = Encoding.UTF8.GetBytes(typed, 0, count);
        Array.Clear(typed);
        return secret;
    }
}
