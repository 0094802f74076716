namespace Aether.Da.ErasureCoding;

/// <summary>The systematic Vandermonde code of any shape up to 256 shards, straight from its definition: the reference
/// of the fast codes.</summary>
/// <remarks>
/// <para>Shape: V[r][c] = r^c with 0^0 = 1; the encoding matrix is V times the inverse of its top square, so shard r
/// is the polynomial through the data shards at the points 0..k-1, taken at the point r.</para>
/// <para>Threads: immutable. Cost: recovery allocates and inverts a matrix.</para>
/// <para>Source: the construction of the klauspost and Backblaze codecs.</para>
/// </remarks>
internal sealed class VandermondeCode
{
    private readonly byte[] _matrix;

    internal VandermondeCode(int dataShards, int parityShards)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dataShards, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(parityShards, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dataShards + parityShards, Gf256.Elements);
        DataShards = dataShards;
        ParityShards = parityShards;
        byte[] points = new byte[(dataShards + parityShards) * dataShards];
        for (int index = 0; index < points.Length; index++)
            points[index] = Gf256.Power((byte)(index / dataShards), index % dataShards);
        if (!Gf256Matrix.TryInvert(points.AsSpan(0, dataShards * dataShards), dataShards, out byte[] inverse))
            throw new InvalidOperationException("distinct points give an invertible matrix");
        _matrix = Gf256Matrix.Multiply(points, inverse, dataShards, dataShards);
    }

    /// <summary>Shards of data, k.</summary>
    internal int DataShards { get; }

    /// <summary>Shards of parity, m.</summary>
    internal int ParityShards { get; }

    /// <summary>The k coefficients of a shard over the data shards; those of a data shard are a unit vector.</summary>
    internal ReadOnlySpan<byte> Row(int shard) => _matrix.AsSpan(shard * DataShards, DataShards);

    /// <summary>Computes the parity shards.</summary>
    /// <param name="data">[k x shardBytes].</param>
    /// <param name="parity">[m x shardBytes].</param>
    /// <param name="shardBytes">Bytes of a shard, 1 or more.</param>
    internal void Encode(ReadOnlySpan<byte> data, Span<byte> parity, int shardBytes)
    {
        Check(data.Length, DataShards, shardBytes);
        Check(parity.Length, ParityShards, shardBytes);
        for (int shard = 0; shard < ParityShards; shard++)
            Combine(Row(DataShards + shard), data, parity.Slice(shard * shardBytes, shardBytes));
    }

    /// <summary>Fills in the absent shards from any k present ones.</summary>
    /// <param name="shards">[(k + m) x shardBytes]; absent shards may hold anything.</param>
    /// <param name="present">One flag per shard.</param>
    /// <param name="shardBytes">Bytes of a shard, 1 or more.</param>
    /// <returns>False, and nothing is written, with fewer than k present.</returns>
    internal bool TryRecover(Span<byte> shards, ReadOnlySpan<bool> present, int shardBytes)
    {
        Check(shards.Length, DataShards + ParityShards, shardBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(present.Length, DataShards + ParityShards);
        byte[] rows = new byte[DataShards * DataShards];
        byte[] survivors = new byte[DataShards * shardBytes];
        int count = 0;
        for (int shard = 0; shard < present.Length && count < DataShards; shard++)
        {
            if (!present[shard])
                continue;
            Row(shard).CopyTo(rows.AsSpan(count * DataShards));
            shards.Slice(shard * shardBytes, shardBytes).CopyTo(survivors.AsSpan(count * shardBytes));
            count++;
        }

        if (count < DataShards || !Gf256Matrix.TryInvert(rows, DataShards, out byte[] inverse))
            return false;
        byte[] all = Gf256Matrix.Multiply(_matrix, inverse, DataShards, DataShards);
        for (int shard = 0; shard < present.Length; shard++)
        {
            if (!present[shard])
            {
                ReadOnlySpan<byte> row = all.AsSpan(shard * DataShards, DataShards);
                Combine(row, survivors, shards.Slice(shard * shardBytes, shardBytes));
            }
        }

        return true;
    }

    private static void Combine(ReadOnlySpan<byte> row, ReadOnlySpan<byte> sources, Span<byte> destination)
    {
        destination.Clear();
        for (int index = 0; index < row.Length; index++)
        {
            ReadOnlySpan<byte> source = sources.Slice(index * destination.Length, destination.Length);
            Gf256Matrix.AddScaled(source, row[index], destination);
        }
    }

    private static void Check(int length, int shards, int shardBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shardBytes, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual((long)length, (long)shards * shardBytes, nameof(length));
    }
}
