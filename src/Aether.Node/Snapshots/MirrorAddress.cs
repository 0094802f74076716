using Aether.Node.Options;

namespace Aether.Node.Snapshots;

/// <summary>Where a mirror is, as a person writes it: a folder, or <c>s3://BUCKET/PREFIX</c>.</summary>
internal static class MirrorAddress
{
    private const string ObjectStorage = "s3://";

    /// <summary>Opens the mirror.</summary>
    /// <param name="address">Folder or URL.</param>
    /// <param name="endpoint">Server of the object storage when it is not Amazon's; else null.</param>
    /// <exception cref="NodeStartException">It is no address.</exception>
    public static ISnapshotMirror Open(string address, string? endpoint)
    {
        if (!address.StartsWith(ObjectStorage, StringComparison.Ordinal))
        {
            return new FolderMirror(address);
        }
        string[] parts = address[ObjectStorage.Length..].Split('/', 2);
        string prefix = parts.Length == 2 ? parts[1].Trim('/') : "";
        if (parts[0].Length == 0)
        {
            throw new NodeStartException(
                ExitCode.Usage, $"{address} names no bucket; write s3://BUCKET or s3://BUCKET/PREFIX.");
        }
        return S3Mirror.Open(parts[0], prefix, endpoint);
    }
}
