using System.Globalization;
using Aether.Core.Types;
using Aether.Sdk.Client;

namespace Aether.Tools.Cli;

/// <summary>Reads values that users type; each refusal says what a right one looks like.</summary>
internal static class Inputs
{
    private static readonly TimeSpan s_maxTimeout = TimeSpan.FromDays(1);

    /// <summary>An address in either text form.</summary>
    public static Address Address(string text) =>
        AddressText.TryParse(text, out Address address)
            ? address
            : throw Bad(
                ErrorCode.BadAddress, $"{text} is no address", "a character is wrong or missing: the checksum fails",
                "give bech32m text such as taeth1..., or 0x and 64 hexadecimal digits");

    /// <summary>
    /// Refuses text with the prefix of another kind of chain: money must not go where nobody holds a key.
    /// </summary>
    public static void RequirePrefix(string text, string chainId)
    {
        string prefix = AddressText.HrpFor(chainId) + "1";
        if (!text.StartsWith("0x", StringComparison.Ordinal)
            && !text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        {
            throw Bad(
                ErrorCode.BadAddress,
                $"{text} is no address of chain {chainId}",
                $"addresses there start with {prefix}",
                "check that --rpc and the address are of the same chain");
        }
    }

    /// <summary>A 32-byte hash.</summary>
    public static Hash256 Hash(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) && Hash256.TryParse(text, out Hash256 hash)
            ? hash
            : throw Bad(
                ErrorCode.BadTag, $"{text} is no hash", "a hash is 0x and 64 hexadecimal digits",
                "copy it whole from the command that printed it");

    /// <summary>Bytes in hexadecimal text.</summary>
    public static byte[] Hex(string text, int maxBytes) =>
        text.StartsWith("0x", StringComparison.Ordinal) && Core.Types.Hex.TryDecode(text, maxBytes, out byte[] bytes)
            ? bytes
            : throw Bad(
                ErrorCode.Usage, "the content is not hexadecimal, or too long",
                $"it is 0x and an even number of digits for at most {maxBytes} bytes",
                "give other bytes, --text or a file");

    /// <summary>A number of an asset's whole units, with at most its decimals.</summary>
    public static UInt128 Units(string text, int decimals) =>
        AmountText.TryParseUnits(text, decimals, out UInt128 amount) && amount != 0
            ? amount
            : throw Bad(
                ErrorCode.BadAmount, $"{text} is no amount of this asset",
                $"amounts are above zero, have at most {decimals} decimal places and neither sign nor ticker",
                "write a plain number, such as 12 or 12.5");

    /// <summary>A block tag.</summary>
    public static BlockTag Tag(string text) =>
        BlockTag.TryParse(text, out BlockTag tag)
            ? tag
            : throw Bad(
                ErrorCode.BadTag, $"{text} names no block", "a block is named by a word, a height or a hash",
                "give latest, safe, finalized, earliest, a number, or 0x and 64 hexadecimal digits");

    /// <summary>A positive amount; without a ticker it is of <paramref name="defaultAsset"/>.</summary>
    public static (AssetId Asset, UInt128 BaseUnits) Amount(string text, AssetId defaultAsset) =>
        AmountText.TryParse(text, defaultAsset, out AssetId asset, out UInt128 amount) && amount != 0
            ? (asset, amount)
            : throw Bad(
                ErrorCode.BadAmount, $"{text} is no amount",
                "amounts are above zero, have at most nine decimal places and no sign",
                "write \"1.5 SWR\", \"250 AIC\" or \"1000nswr\"");

    /// <summary>A native asset by ticker.</summary>
    public static AssetId Asset(string ticker) => ticker.ToUpperInvariant() switch
    {
        "SWR" => AssetId.Swr,
        "AIC" => AssetId.Aic,
        _ => throw Bad(
            ErrorCode.Usage, $"{ticker} is no asset of the faucet", "it gives SWR and AIC", "give --asset SWR"),
    };

    /// <summary>How far to wait.</summary>
    public static WaitLevel Wait(string text) => text switch
    {
        "none" => WaitLevel.None,
        "included" => WaitLevel.Included,
        "final" => WaitLevel.Final,
        _ => throw Bad(
            ErrorCode.Usage, $"--wait {text} is unknown", "a transaction is waited for in three ways",
            "give --wait none, --wait included or --wait final"),
    };

    /// <summary>A duration of at most a day: `30`, `30s`, `2m` or `500ms`.</summary>
    public static TimeSpan Timeout(string text) => Duration(text, s_maxTimeout);

    /// <summary>A duration: a whole number and one of the units ms, s, m, h and d; seconds without a unit.</summary>
    /// <param name="text">What was given.</param>
    /// <param name="most">The longest.</param>
    public static TimeSpan Duration(string text, TimeSpan most)
    {
        (string number, double unitMs) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (text[..^2], 1),
            _ when text.EndsWith('s') => (text[..^1], 1_000),
            _ when text.EndsWith('m') => (text[..^1], 60_000),
            _ when text.EndsWith('h') => (text[..^1], 3_600_000),
            _ when text.EndsWith('d') => (text[..^1], 86_400_000),
            _ => (text, 1_000),
        };
        bool ok = uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out uint value)
            && value * unitMs <= most.TotalMilliseconds;
        return ok
            ? TimeSpan.FromMilliseconds(value * unitMs)
            : throw Bad(
                ErrorCode.Usage, $"{text} is no duration",
                $"a duration is a whole number and a unit, at most {most.TotalDays} days",
                "give 30s, 2m or 500ms");
    }

    /// <summary>The bytes of an input file of at most <paramref name="maxBytes"/>.</summary>
    public static byte[] File(string path, int maxBytes)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            byte[] buffer = new byte[Math.Min(maxBytes, stream.Length) + 1];
            int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > maxBytes)
            {
                string limit = maxBytes.ToString(CultureInfo.InvariantCulture);
                throw Bad(
                    ErrorCode.BadFile, $"{path} is too large", $"such a file has at most {limit} bytes",
                    "check that it is the right file");
            }
            return buffer.AsSpan(0, length).ToArray();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Bad(ErrorCode.BadFile, $"cannot read {path}", "it is missing or not readable", "check the path");
        }
    }

    private static CliException Bad(string code, string what, string why, string hint) =>
        new(ExitCode.Usage, code, what, why, hint);
}
