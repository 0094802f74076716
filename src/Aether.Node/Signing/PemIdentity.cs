using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Aether.Node.Signing;

/// <summary>A TLS identity in two PEM files.</summary>
internal static class PemIdentity
{
    private const int MaxFileBytes = 64 * 1024;

    /// <summary>Loads a certificate with its key.</summary>
    /// <exception cref="KeyProviderException">A file is absent, open to others, too large or malformed.</exception>
    public static X509Certificate2 Load(string certificatePath, string keyPath)
    {
        if (File.Exists(keyPath) && SafetyFiles.IsReadableByOthers(keyPath))
        {
            throw new KeyProviderException(
                $"the private key {keyPath} can be read by other users; run: chmod 600 {keyPath}");
        }
        string certificate = Read(certificatePath);
        string key = Read(keyPath);
        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new KeyProviderException(
                $"{certificatePath} and {keyPath} are not a PEM certificate and its private key");
        }
    }

    /// <summary>Loads a certificate without its key.</summary>
    /// <exception cref="KeyProviderException">The file is absent, too large or malformed.</exception>
    public static X509Certificate2 LoadPublic(string certificatePath)
    {
        string certificate = Read(certificatePath);
        try
        {
            return X509Certificate2.CreateFromPem(certificate);
        }
        catch (Exception error) when (error is CryptographicException or ArgumentException)
        {
            throw new KeyProviderException($"{certificatePath} is not a PEM certificate");
        }
    }

    private static string Read(string path)
    {
        try
        {
            FileInfo file = new(path);
            return file.Length <= MaxFileBytes
                ? File.ReadAllText(path)
                : throw new KeyProviderException($"{path} is too large for a PEM file");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new KeyProviderException($"cannot read {path}: {error.Message}");
        }
    }
}
