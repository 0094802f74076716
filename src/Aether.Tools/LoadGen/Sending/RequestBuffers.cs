using System.Buffers;
using Aether.Core;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>
/// Arrays for requests that are signed and not answered. There are thousands at a time, of which the shared pool keeps
/// a few dozen: the others would be garbage that pauses the client.
/// </summary>
/// <remarks><b>Threads</b>: any.</remarks>
internal static class RequestBuffers
{
    private const int LongestKept = 1 << 16;

    private static readonly ArrayPool<byte> s_pool = ArrayPool<byte>.Create(
        LongestKept, Limits.LoadGen.MaxSignedAhead);

    /// <summary>An array of at least this many bytes; whoever is done with it returns it.</summary>
    public static byte[] Rent(int bytes) => s_pool.Rent(bytes);

    /// <summary>Takes an array back.</summary>
    public static void Return(byte[] request) => s_pool.Return(request);
}
