using System.Security.Cryptography;
using System.Text;

namespace Aether.Node.Signing;

/// <summary>
/// Where the PIN of a token comes from: a file or a variable of the environment, never the command line.
/// </summary>
internal sealed class Pkcs11PinSource
{
    private const string FilePrefix = "file:";
    private const string VariablePrefix = "env:";
    private const int MaxPinBytes = 256;

    private readonly bool _isFile;
    private readonly string _name;

    private Pkcs11PinSource(bool isFile, string name)
    {
        _isFile = isFile;
        _name = name;
    }

    /// <summary>What to correct when the PIN is wrong. Holds no secret.</summary>
    public string Description => _isFile ? _name : $"the variable {_name}";

    /// <summary>Reads `file:PATH` or `env:NAME`.</summary>
    /// <exception cref="KeyProviderException">
    /// It is neither; the text is not repeated, since it may be a PIN.
    /// </exception>
    public static Pkcs11PinSource Parse(string text)
    {
        bool isFile = text.StartsWith(FilePrefix, StringComparison.Ordinal) && text.Length > FilePrefix.Length;
        bool isVariable = text.StartsWith(VariablePrefix, StringComparison.Ordinal)
            && text.Length > VariablePrefix.Length;
        return isFile || isVariable
            ? new Pkcs11PinSource(isFile, text[(isFile ? FilePrefix : VariablePrefix).Length..])
            : throw new KeyProviderException("a PIN is given as file:PATH or env:NAME, never by itself");
    }

    /// <summary>The PIN as UTF-8; the caller zeroes it.</summary>
    /// <exception cref="KeyProviderException">It is missing, empty, too long, or open to others.</exception>
    public byte[] Read()
    {
        byte[] pin = _isFile ? ReadFile() : ReadVariable();
        if (pin.Length is > 0 and <= MaxPinBytes)
        {
            return pin;
        }
        CryptographicOperations.ZeroMemory(pin);
        throw new KeyProviderException($"{Description} holds no PIN of 1 to {MaxPinBytes} bytes");
    }

    private byte[] ReadFile()
    {
        if (File.Exists(_name) && SafetyFiles.IsReadableByOthers(_name))
        {
            throw new KeyProviderException($"the PIN file {_name} can be read by other users; run: chmod 600 {_name}");
        }
        byte[] buffer = new byte[MaxPinBytes + 3];
        try
        {
            using FileStream file = new(_name, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            int length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return buffer.AsSpan(0, length).TrimEnd("\r\n"u8).ToArray();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KeyProviderException($"cannot read the PIN file {_name}: {error.Message}");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    private byte[] ReadVariable() => Environment.GetEnvironmentVariable(_name) is { } value
        ? Encoding.UTF8.GetBytes(value)
        : throw new KeyProviderException($"the variable {_name} is not set; it should hold the token's PIN");
}
