using System.Text;

namespace Aether.Node.Signing;

/// <summary>Reads a passphrase from the terminal without echo. The prompt goes to standard error.</summary>
internal static class TerminalPassphrase
{
    private const int MaxCharacters = 1_024;

    /// <summary>The typed line as UTF-8; the caller zeroes it.</summary>
    public static byte[] Ask(string prompt)
    {
        Console.Error.Write(prompt);
        char[] typed = new char[MaxCharacters];
        int count = 0;
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            key.Key != ConsoleKey.Enter;
            key = Console.ReadKey(intercept: true))
        {
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
        byte[] passphrase = Encoding.UTF8.GetBytes(typed, 0, count);
        Array.Clear(typed);
        return passphrase;
    }
}
