namespace Aether.Execution.Scheduling;

/// <summary>Places for values, taken by one lane from its own chunk.</summary>
/// <remarks><b>Threads</b>: one lane.</remarks>
internal sealed class LaneArena(ValueChunks chunks)
{
    private int _chunk = -1;
    private int _next;
    private int _end;

    /// <summary>Finds a place of some bytes.</summary>
    public Span<byte> Take(int bytes, out int chunk, out int offset)
    {
        if (_end - _next < bytes)
        {
            _chunk = chunks.Claim(bytes);
            _next = 0;
            _end = chunks[_chunk].Length;
        }
        chunk = _chunk;
        offset = _next;
        _next += bytes;
        return chunks[chunk].AsSpan(offset, bytes);
    }

    /// <summary>Forgets its chunk: the block is over.</summary>
    public void Reset()
    {
        _chunk = -1;
        _next = 0;
        _end = 0;
    }
}
