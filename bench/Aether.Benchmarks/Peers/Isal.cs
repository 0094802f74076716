using System.Runtime.InteropServices;

namespace Aether.Benchmarks.Peers;

/// <summary>Intel's ISA-L as Debian packs it (libisal2): encoding tables of a Cauchy code and the multiply
/// loop.</summary>
/// <remarks>Ownership: holds its shards and tables in native memory until disposed. Absent: setup throws.</remarks>
// SAFETY: the pointers are to memory this object owns; the function is ISA-L's with the signature of its header.
internal sealed unsafe class Isal : IDisposable
{
    private const int TableBytes = 32;
    private const nuint Alignment = 4096;

    private readonly delegate* unmanaged<int, int, int, byte*, byte**, byte**, void> _encode;
    private readonly byte* _shards;
    private readonly byte* _tables;
    private readonly byte** _rows;
    private readonly int _sources;
    private readonly int _outputs;
    private readonly int _shardBytes;

    // SAFETY: the signatures are those of erasure_code.h of ISA-L 2.30; every buffer has the size it states.
    internal Isal(int sources, int outputs, int shardBytes)
    {
        _sources = sources;
        _outputs = outputs;
        _shardBytes = shardBytes;
        int shards = sources + outputs;
        nint library = NativeLibrary.Load("libisal.so.2");
        var generate = (delegate* unmanaged<byte*, int, int, void>)NativeLibrary.GetExport(
            library, "gf_gen_cauchy1_matrix");
        var prepare = (delegate* unmanaged<int, int, byte*, byte*, void>)NativeLibrary.GetExport(
            library, "ec_init_tables");
        _encode = (delegate* unmanaged<int, int, int, byte*, byte**, byte**, void>)NativeLibrary.GetExport(
            library, "ec_encode_data");
        byte* matrix = (byte*)NativeMemory.Alloc((nuint)(shards * sources));
        generate(matrix, shards, sources);
        _tables = (byte*)NativeMemory.AlignedAlloc((nuint)(TableBytes * sources * outputs), Alignment);
        prepare(sources, outputs, matrix + (sources * sources), _tables);
        NativeMemory.Free(matrix);
        _shards = (byte*)NativeMemory.AlignedAlloc((nuint)(shards * shardBytes), Alignment);
        new Random(1).NextBytes(new Span<byte>(_shards, shards * shardBytes));
        _rows = (byte**)NativeMemory.Alloc((nuint)(shards * sizeof(byte*)));
        for (int shard = 0; shard < shards; shard++)
            _rows[shard] = _shards + (shard * shardBytes);
    }

    /// <summary>All outputs over all sources: an encode, or a recovery whose matrix is at hand.</summary>
    // SAFETY: the rows point at as many shards of the stated length.
    internal void Run() =>
        _encode(_shardBytes, _sources, _outputs, _tables, _rows, _rows + _sources);

    public void Dispose()
    {
        NativeMemory.AlignedFree(_shards);
        NativeMemory.AlignedFree(_tables);
        NativeMemory.Free(_rows);
    }
}
