namespace Aether.KernelBench.Peers;

/// <summary>Erasure coding of Debian's ISA-L: the matrix code over GF(2^8) with its fastest variant for the
/// processor.</summary>
/// <remarks>Shapes as in <c>erasure_code.h</c>: tables are 32 bytes for each matrix entry.</remarks>
// SAFETY: calls without a GC transition take microseconds and do not block. Signatures are those
// of erasure_code.h; callers own the memory the pointers name.
internal static unsafe class IsaL
{
    /// <summary>Bytes of expanded tables for one matrix entry.</summary>
    public const int TableBytes = 32;

    private static readonly PeerLibrary s_library = new("libisal.so.2", "libisal2");

    private static readonly delegate* unmanaged[Cdecl]<byte*, byte*, int, int> s_invert =
        (delegate* unmanaged[Cdecl]<byte*, byte*, int, int>)s_library.Function("gf_invert_matrix");

    private static readonly delegate* unmanaged[Cdecl]<int, int, byte*, byte*, void> s_initTables =
        (delegate* unmanaged[Cdecl]<int, int, byte*, byte*, void>)s_library.Function("ec_init_tables");

    private static readonly delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, byte*, byte**, byte**, void>
        s_encode =
        (delegate* unmanaged[Cdecl, SuppressGCTransition]<int, int, int, byte*, byte**, byte**, void>)
            s_library.Function("ec_encode_data");

    public const string Name = "ISA-L 2.30";

    /// <summary>Null, or one sentence that names the package.</summary>
    public static string? MissingReason => s_library.MissingReason;

    /// <summary>Inverts a square matrix, which is destroyed; false when it is singular.</summary>
    public static bool Invert(byte[] matrix, byte[] inverse, int size)
    {
        fixed (byte* m = matrix, i = inverse)
            return s_invert(m, i, size) == 0;
    }

    /// <summary>Expands <paramref name="rows"/> rows of a matrix into the tables of <see cref="Encode"/>.</summary>
    public static void InitTables(int sources, int rows, ReadOnlySpan<byte> matrix, byte* tables)
    {
        fixed (byte* m = matrix)
            s_initTables(sources, rows, m, tables);
    }

    /// <summary>Multiplies: each of the outputs becomes the sum of the sources times a row of the matrix.</summary>
    public static void Encode(int shardBytes, int sources, int outputs, byte* tables, byte** source, byte** output) =>
        s_encode(shardBytes, sources, outputs, tables, source, output);
}
