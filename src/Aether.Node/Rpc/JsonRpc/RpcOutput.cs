using System.Buffers;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>Bytes of answers in a rented buffer that grows up to a limit.</summary>
/// <remarks>
/// <b>Ownership</b>: one owner at a time; disposing gives the buffer back. <b>Threads</b>: one.
/// <b>Errors</b>: growing over the limit throws <see cref="RpcException"/> ResponseTooLarge.
/// </remarks>
internal sealed class RpcOutput(int limit) : IBufferWriter<byte>, IDisposable
{
    private const int Smallest = 1_024;

    // Errors are written even when the limit is reached: each is far below this.
    private const int Reserve = 1_024 * 1_024;

    private byte[] _buffer = [];

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Most bytes of an answer.</summary>
    public int Limit => limit;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Length);

    /// <summary>Drops what was written from a length on.</summary>
    public void Truncate(int length) => Length = Math.Min(length, Length);

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _buffer.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _buffer.AsSpan(Length);
    }

    /// <summary>Appends bytes.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Gives a buffer that grew large back, and keeps an ordinary one.</summary>
    public void Reset()
    {
        Length = 0;
        if (_buffer.Length > Core.Limits.Rpc.KeptBufferBytes)
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        byte[] old = _buffer;
        _buffer = [];
        Length = 0;
        if (old.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(old);
        }
    }

    private void Grow(int sizeHint)
    {
        int needed = Length + Math.Max(sizeHint, 1);
        if (needed <= _buffer.Length)
        {
            return;
        }
        if (needed > limit + Reserve)
        {
            throw TooLarge(needed);
        }
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(needed, 2 * _buffer.Length), Smallest));
        _buffer.AsSpan(0, Length).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
        _buffer = larger;
    }

    /// <summary>The error of an answer over the limit.</summary>
    public RpcException TooLarge(int size) => new(
        RpcErrorCode.ResponseTooLarge,
        $"the answer is larger than {limit} bytes; ask for less at once",
        ("limit", (long)limit),
        ("size", (long)size));
}
