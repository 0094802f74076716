using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Aether.Node.Snapshots;

/// <summary>Named bytes in a bucket of an object storage that speaks the S3 protocol.</summary>
/// <remarks>
/// Keys and region come from where the AWS tools look for them: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION,
/// or the profile in the home folder. Retention that forbids overwriting suits it: a chunk's name never stands for
/// other bytes.
/// </remarks>
internal sealed class S3Mirror : ISnapshotMirror
{
    private const int Attempts = 3;

    private readonly AmazonS3Client _client;
    private readonly string _bucket;
    private readonly string _prefix;

    private S3Mirror(AmazonS3Client client, string bucket, string prefix)
    {
        _client = client;
        _bucket = bucket;
        _prefix = prefix.Length == 0 ? "" : prefix + "/";
    }

    /// <summary>Prepares requests; none is made yet.</summary>
    /// <param name="bucket">Bucket.</param>
    /// <param name="prefix">What all names start with; may be empty.</param>
    /// <param name="endpoint">Server, or null for Amazon's of the region.</param>
    /// <param name="credentials">Keys, or null to look for them in the usual places.</param>
    /// <exception cref="MirrorException">No region or keys are configured.</exception>
    public static S3Mirror Open(string bucket, string prefix, string? endpoint, AWSCredentials? credentials = null)
    {
        try
        {
            AmazonS3Config config = new()
            {
                MaxErrorRetry = Attempts,
                ForcePathStyle = endpoint is not null,
            };
            if (endpoint is not null)
            {
                config.ServiceURL = endpoint;
                config.AuthenticationRegion = Environment.GetEnvironmentVariable("AWS_REGION") ?? "us-east-1";
            }
            AmazonS3Client client = credentials is null
                ? new AmazonS3Client(config)
                : new AmazonS3Client(credentials, config);
            return new S3Mirror(client, bucket, prefix);
        }
        catch (AmazonClientException error)
        {
            throw new MirrorException($"the object storage is not configured: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public Task<byte[]?> TryReadAsync(string name, int maxBytes, CancellationToken cancellation) =>
        Guard<byte[]?>(async () =>
        {
            GetObjectRequest request = new() { BucketName = _bucket, Key = _prefix + name };
            using GetObjectResponse response =
                await _client.GetObjectAsync(request, cancellation).ConfigureAwait(false);
            return await ReadAtMostAsync(response.ResponseStream, maxBytes + 1, cancellation).ConfigureAwait(false);
        }, absent: null);

    /// <inheritdoc/>
    public Task WriteAsync(string name, ReadOnlyMemory<byte> bytes, CancellationToken cancellation) =>
        Guard(async () =>
        {
            using MemoryStream content = new(bytes.ToArray(), writable: false);
            PutObjectRequest request = new()
            {
                BucketName = _bucket,
                Key = _prefix + name,
                InputStream = content,
                ContentType = "application/octet-stream",
                UseChunkEncoding = false,
            };
            await _client.PutObjectAsync(request, cancellation).ConfigureAwait(false);
            return true;
        }, absent: false);

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string name, CancellationToken cancellation) => Guard(async () =>
    {
        await _client.GetObjectMetadataAsync(_bucket, _prefix + name, cancellation).ConfigureAwait(false);
        return true;
    }, absent: false);

    /// <inheritdoc/>
    public Task DeleteAsync(string name, CancellationToken cancellation) => Guard(async () =>
    {
        await _client.DeleteObjectAsync(_bucket, _prefix + name, cancellation).ConfigureAwait(false);
        return true;
    }, absent: false);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellation) =>
        Guard<IReadOnlyList<string>>(async () =>
        {
            List<string> names = [];
            ListObjectsV2Request request = new() { BucketName = _bucket, Prefix = _prefix + prefix };
            ListObjectsV2Response response;
            do
            {
                response = await _client.ListObjectsV2Async(request, cancellation).ConfigureAwait(false);
                names.AddRange(response.S3Objects.Select(item => item.Key[_prefix.Length..]));
                request.ContinuationToken = response.NextContinuationToken;
            }
            while (response.IsTruncated);
            return [.. names.Order(StringComparer.Ordinal)];
        }, absent: []);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    // Not more than asked for, whatever length the server says.
    private static async Task<byte[]> ReadAtMostAsync(Stream stream, int maxBytes, CancellationToken cancellation)
    {
        using MemoryStream kept = new();
        byte[] buffer = new byte[64 * 1024];
        while (kept.Length < maxBytes)
        {
            int room = (int)Math.Min(buffer.Length, maxBytes - kept.Length);
            int count = await ReadAsync(stream, buffer.AsMemory(0, room), cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }
            kept.Write(buffer, 0, count);
        }
        return kept.ToArray();
    }

    // The library compares the bytes with the sum that the server says. Who asked knows better what they must be, and
    // names the chunk.
    private static async Task<int> ReadAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellation)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false);
        }
        catch (AmazonClientException)
        {
            return 0;
        }
    }

    private async Task<T> Guard<T>(Func<Task<T>> request, T absent)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (error.StatusCode == HttpStatusCode.NotFound
            && error.ErrorCode != "NoSuchBucket")
        {
            return absent;
        }
        catch (Exception error) when (error is AmazonServiceException or AmazonClientException
            or HttpRequestException or IOException)
        {
            throw new MirrorException($"the object storage s3://{_bucket} cannot be used: {error.Message}", error);
        }
    }
}
