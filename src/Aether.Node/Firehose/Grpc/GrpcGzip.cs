using System.Buffers;
using System.IO.Compression;
using Aether.Core;
using Google.Protobuf;

namespace Aether.Node.Firehose.Grpc;

/// <summary>Messages in gzip.</summary>
internal static class GrpcGzip
{
    private const int ChunkBytes = 16 * 1024;

    /// <summary>Its name in headers.</summary>
    public const string Name = "gzip";

    /// <summary>Unpacks a request, which may be no larger unpacked than another may be.</summary>
    /// <exception cref="GrpcException">It does not unpack, or is too large.</exception>
    public static byte[] Decompress(in ReadOnlySequence<byte> packed)
    {
        using MemoryStream result = new();
        byte[] chunk = new byte[ChunkBytes];
        try
        {
            using GZipStream gzip = new(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            int read;
            while ((read = gzip.Read(chunk)) > 0)
            {
                if (result.Length + read > Limits.Firehose.MaxRequestBytes)
                {
                    throw GrpcCall.TooLarge();
                }
                result.Write(chunk, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            throw new GrpcException(GrpcCode.InvalidArgument, "the message is not gzip");
        }
        return result.ToArray();
    }

    /// <summary>Packs an answer.</summary>
    public static ReadOnlyMemory<byte> Compress(IMessage message)
    {
        MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            message.WriteTo(gzip);
        }
        return packed.GetBuffer().AsMemory(0, (int)packed.Length);
    }
}
