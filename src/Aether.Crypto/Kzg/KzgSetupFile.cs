using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Aether.Crypto.Kzg;

/// <summary>The points of the Ethereum KZG ceremony as published, compressed.</summary>
/// <remarks>
/// The file is text: the counts 4096 and 65, then in hexadecimal lines 4096 Lagrange points of G1, 65 monomial points
/// of G2 and 4096 monomial points of G1. Only the file with the pinned digest is accepted, so its points need no check.
/// </remarks>
internal sealed class KzgSetupFile
{
    internal const string FileName = "kzg-trusted-setup.txt";

    // Where the pinned package keeps it in a source checkout.
    private const string PackagePath = "native/deps/node_modules/c-kzg/deps/c-kzg/trusted_setup.txt";
    private const string Digest = "d39b9f2d047cc9dca2de58f264b6a09448ccd34db967881a6713eacacf0f26b7";
    private const string Header = "4096\n65\n";

    // The published file has 807,177 bytes; nothing larger is read.
    private const int MaxBytes = 1 << 20;

    private KzgSetupFile(byte[] g1Lagrange, byte[] g2Monomial, byte[] g1Monomial)
    {
        G1Lagrange = g1Lagrange;
        G2Monomial = g2Monomial;
        G1Monomial = g1Monomial;
    }

    /// <summary>4096 x 48 bytes in the natural order of the roots of unity.</summary>
    internal byte[] G1Lagrange { get; }

    /// <summary>65 x 96 bytes: powers of the secret times the generator of G2.</summary>
    internal byte[] G2Monomial { get; }

    /// <summary>4096 x 48 bytes: powers of the secret times the generator of G1.</summary>
    internal byte[] G1Monomial { get; }

    /// <summary>The first place that has the file: beside the program, then a source checkout around it.</summary>
    internal static string? Find()
    {
        string beside = Path.Combine(AppContext.BaseDirectory, FileName);
        if (File.Exists(beside))
            return beside;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, PackagePath);
            if (File.Exists(path))
                return path;
        }

        return null;
    }

    /// <summary>Reads and checks the file. A null path stands for a file that was not found.</summary>
    /// <returns>False with one sentence that names the cause and the fix.</returns>
    internal static bool TryRead(
        string? path, [NotNullWhen(true)] out KzgSetupFile? file, [NotNullWhen(false)] out string? reason)
    {
        file = null;
        if (path is null || !File.Exists(path))
        {
            reason = $"{path ?? FileName} is missing; run ./build.sh setup and build again";
            return false;
        }

        if (new FileInfo(path).Length > MaxBytes)
        {
            reason = $"{path} is not the ceremony's file: it is too large; run ./build.sh setup and build again";
            return false;
        }

        byte[] text = File.ReadAllBytes(path);
        if (Convert.ToHexStringLower(SHA256.HashData(text)) != Digest || !TryParse(text, out file))
        {
            reason = $"{path} is not the ceremony's file: its SHA-256 differs; run ./build.sh setup and build again";
            return false;
        }

        reason = null;
        return true;
    }

    private static bool TryParse(ReadOnlySpan<byte> text, [NotNullWhen(true)] out KzgSetupFile? file)
    {
        file = null;
        byte[] lagrange = new byte[Kzg.ElementCount * Kzg.CommitmentBytes];
        byte[] g2 = new byte[Kzg.SetupG2Count * Kzg.SetupG2Bytes];
        byte[] monomial = new byte[Kzg.ElementCount * Kzg.CommitmentBytes];
        ReadOnlySpan<byte> rest = text;
        for (int index = 0; index < Header.Length; index++)
        {
            if (rest[index] != Header[index])
                return false;
        }

        rest = rest[Header.Length..];
        if (!TryReadLines(ref rest, lagrange, Kzg.CommitmentBytes)
            || !TryReadLines(ref rest, g2, Kzg.SetupG2Bytes)
            || !TryReadLines(ref rest, monomial, Kzg.CommitmentBytes))
        {
            return false;
        }

        file = new KzgSetupFile(lagrange, g2, monomial);
        return true;
    }

    private static bool TryReadLines(ref ReadOnlySpan<byte> text, Span<byte> destination, int itemBytes)
    {
        for (; !destination.IsEmpty; destination = destination[itemBytes..])
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            Span<byte> item = destination[..itemBytes];
            if (line.Length != 2 * itemBytes || Convert.FromHexString(line, item, out _, out _) != OperationStatus.Done)
                return false;
            text = end < 0 ? default : text[(end + 1)..];
        }

        return true;
    }
}
