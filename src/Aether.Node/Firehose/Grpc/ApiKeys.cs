using System.Security.Cryptography;
using System.Text;
using Aether.Core;
using Aether.Node.Options;
using Aether.Node.Signing;
using Microsoft.AspNetCore.Http;

namespace Aether.Node.Firehose.Grpc;

/// <summary>The keys that clients of a server must show: one of them in each call.</summary>
/// <remarks>
/// A call carries its key in the metadata <c>x-api-key</c>, or <c>authorization: Bearer KEY</c>. Kept as hashes, and
/// all of them compared in constant time: how long a refusal takes says nothing of a key. <b>Threads</b>: any.
/// </remarks>
internal sealed class ApiKeys
{
    private const string Scheme = "Bearer ";

    private readonly byte[][] _hashes;

    private ApiKeys(byte[][] hashes) => _hashes = hashes;

    /// <summary>Reads a file of keys: one a line; empty lines and those that begin with # are left out.</summary>
    /// <exception cref="NodeStartException">
    /// The file cannot be read, is open to others, or a line is no key.
    /// </exception>
    public static ApiKeys Read(string path)
    {
        string[] lines;
        try
        {
            if (SafetyFiles.IsReadableByOthers(path))
            {
                throw Refuse(ExitCode.Refused, $"{path} holds keys and can be read by others; chmod 600 it.");
            }
            if (new FileInfo(path).Length > Limits.Firehose.MaxKeyFileBytes)
            {
                throw Refuse(
                    ExitCode.Usage, $"{path} has more than {Limits.Firehose.MaxKeyFileBytes} bytes: no file of keys.");
            }
            lines = File.ReadAllLines(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Refuse(ExitCode.Usage, $"{path} cannot be read: {error.Message}");
        }
        List<byte[]> hashes = [];
        for (int line = 0; line < lines.Length; line++)
        {
            string key = lines[line].Trim();
            if (key.Length == 0 || key[0] == '#')
            {
                continue;
            }
            if (key.Length is < Limits.Firehose.MinKeyChars or > Limits.Firehose.MaxKeyChars || !key.All(IsOfAKey)
                || hashes.Count == Limits.Firehose.MaxKeys)
            {
                throw Refuse(
                    ExitCode.Usage,
                    $"line {line + 1} of {path} is no key: {Limits.Firehose.MinKeyChars} to "
                    + $"{Limits.Firehose.MaxKeyChars} letters, digits and - . _ ~ + / =, at most "
                    + $"{Limits.Firehose.MaxKeys} keys; `openssl rand -hex 32` makes one.");
            }
            hashes.Add(SHA256.HashData(Encoding.ASCII.GetBytes(key)));
        }
        return hashes.Count > 0 ? new ApiKeys([.. hashes]) : throw Refuse(
            ExitCode.Usage, $"{path} holds no key, so nobody could ask; leave firehose.api_keys out to ask for none.");
    }

    /// <summary>True when a request shows one of the keys.</summary>
    public bool Allow(IHeaderDictionary headers)
    {
        string given = headers["x-api-key"].ToString();
        string authorization = headers.Authorization.ToString();
        if (given.Length == 0 && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            given = authorization[Scheme.Length..];
        }
        if (given.Length is 0 or > Limits.Firehose.MaxKeyChars)
        {
            return false;
        }
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(given));
        bool found = false;
        foreach (byte[] known in _hashes)
        {
            found |= CryptographicOperations.FixedTimeEquals(known, hash);
        }
        return found;
    }

    private static bool IsOfAKey(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_' or '~' or '+' or '/' or '=';

    private static NodeStartException Refuse(ExitCode code, string message) => new(code, message);
}
