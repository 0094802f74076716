using System.Security.Cryptography;
using System.Text;
using Aether.Node.Options;

namespace Aether.Node.Signing;

/// <summary>
/// Where the passphrase of a key file comes from: a file, a variable of the environment or a terminal, never the
/// command line.
/// </summary>
internal sealed class PassphraseSource
{
    /// <summary>How a source is written, for people.</summary>
    public const string Forms = "file:PATH, env:NAME or prompt";

    private const string FilePrefix = "file:";
    private const string VariablePrefix = "env:";
    private const int MaxBytes = 1_024;

    private readonly Func<byte[]?> _read;
    private readonly string _description;

    private PassphraseSource(string description, Func<byte[]?> read, bool isAsked = false)
    {
        _description = description;
        _read = read;
        IsAsked = isAsked;
    }

    /// <summary>A person types it.</summary>
    public bool IsAsked { get; }

    /// <summary>Asks on the terminal; null where there is none.</summary>
    public static PassphraseSource? Terminal =>
        Console.IsInputRedirected ? null : Prompt(TerminalPassphrase.Ask);

    /// <summary>Reads `file:PATH`, `env:NAME` or `prompt`; null for the terminal where nobody says.</summary>
    /// <exception cref="ConfigException">
    /// It is none; the text is not repeated, since it may be a passphrase.
    /// </exception>
    public static PassphraseSource? Parse(string? text)
    {
        if (text is null)
        {
            return Terminal;
        }
        if (text == "prompt")
        {
            return Terminal ?? throw new ConfigException(
                "the passphrase cannot be asked for: standard input is no terminal; give it as file:PATH or env:NAME");
        }
        if (text.StartsWith(FilePrefix, StringComparison.Ordinal) && text.Length > FilePrefix.Length)
        {
            string path = text[FilePrefix.Length..];
            return new PassphraseSource(path, () => ReadFile(path));
        }
        if (text.StartsWith(VariablePrefix, StringComparison.Ordinal) && text.Length > VariablePrefix.Length)
        {
            string name = text[VariablePrefix.Length..];
            return new PassphraseSource($"the variable {name}", () => ReadVariable(name));
        }
        throw new ConfigException($"a passphrase is given as {Forms}, never by itself");
    }

    /// <summary>A source that asks a person.</summary>
    /// <param name="ask">Shows a text and gives the line typed.</param>
    public static PassphraseSource Prompt(Func<string, byte[]> ask) =>
        new("the line typed", () => ask("Passphrase of the keys: "), isAsked: true);

    /// <summary>The passphrase as UTF-8; the caller zeroes it.</summary>
    /// <exception cref="ConfigException">It is missing, empty, too long, or open to others.</exception>
    public byte[] Read()
    {
        byte[] passphrase = _read()
            ?? throw new ConfigException($"{_description} is not there; it should hold the passphrase of the keys");
        if (passphrase.Length is > 0 and <= MaxBytes)
        {
            return passphrase;
        }
        CryptographicOperations.ZeroMemory(passphrase);
        throw new ConfigException($"{_description} holds no passphrase of 1 to {MaxBytes} bytes");
    }

    /// <summary>A passphrase for keys that are encrypted now; one that is typed is typed twice.</summary>
    /// <exception cref="ConfigException">As above, or the two differ.</exception>
    public byte[] ReadNew()
    {
        byte[] passphrase = Read();
        if (!IsAsked)
        {
            return passphrase;
        }
        byte[] again = Read();
        bool same = again.AsSpan().SequenceEqual(passphrase);
        CryptographicOperations.ZeroMemory(again);
        if (same)
        {
            return passphrase;
        }
        CryptographicOperations.ZeroMemory(passphrase);
        throw new ConfigException("the two passphrases differ; nothing was written");
    }

    private static byte[]? ReadFile(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }
        if (SafetyFiles.IsReadableByOthers(path))
        {
            throw new ConfigException($"the passphrase file {path} can be read by other users; run: chmod 600 {path}");
        }
        byte[] buffer = new byte[MaxBytes + 3];
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            int length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return buffer.AsSpan(0, length).TrimEnd("\r\n"u8).ToArray();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"cannot read the passphrase file {path}: {error.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    private static byte[]? ReadVariable(string name) =>
        Environment.GetEnvironmentVariable(name) is { } value ? Encoding.UTF8.GetBytes(value) : null;
}
