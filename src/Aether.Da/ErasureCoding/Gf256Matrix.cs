namespace Aether.Da.ErasureCoding;

/// <summary>Dense matrices over GF(2^8), row-major: what the scalar definition of the codes is written in.</summary>
internal static class Gf256Matrix
{
    /// <summary>The product of a [rows x inner] and an [inner x columns] matrix.</summary>
    internal static byte[] Multiply(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, int inner, int columns)
    {
        int rows = left.Length / inner;
        byte[] product = new byte[rows * columns];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int sum = 0;
                for (int index = 0; index < inner; index++)
                    sum ^= Gf256.Multiply(left[(row * inner) + index], right[(index * columns) + column]);
                product[(row * columns) + column] = (byte)sum;
            }
        }

        return product;
    }

    /// <summary>Inverts a square matrix by Gauss-Jordan elimination; false for a singular one.</summary>
    internal static bool TryInvert(ReadOnlySpan<byte> matrix, int size, out byte[] inverse)
    {
        byte[] work = matrix.ToArray();
        inverse = new byte[size * size];
        for (int index = 0; index < size; index++)
            inverse[(index * size) + index] = 1;
        for (int column = 0; column < size; column++)
        {
            int pivot = FindPivot(work, size, column);
            if (pivot < 0)
                return false;
            SwapRows(work, size, column, pivot);
            SwapRows(inverse, size, column, pivot);
            byte scale = Gf256.Inverse(work[(column * size) + column]);
            ScaleRow(work.AsSpan(column * size, size), scale);
            ScaleRow(inverse.AsSpan(column * size, size), scale);
            for (int row = 0; row < size; row++)
            {
                byte factor = work[(row * size) + column];
                if (row == column || factor == 0)
                    continue;
                AddScaled(work.AsSpan(column * size, size), factor, work.AsSpan(row * size, size));
                AddScaled(inverse.AsSpan(column * size, size), factor, inverse.AsSpan(row * size, size));
            }
        }

        return true;
    }

    /// <summary>Adds a multiple of one row to another.</summary>
    internal static void AddScaled(ReadOnlySpan<byte> source, byte factor, Span<byte> destination)
    {
        for (int index = 0; index < destination.Length; index++)
            destination[index] ^= Gf256.Multiply(factor, source[index]);
    }

    private static void ScaleRow(Span<byte> row, byte factor)
    {
        for (int index = 0; index < row.Length; index++)
            row[index] = Gf256.Multiply(row[index], factor);
    }

    private static int FindPivot(ReadOnlySpan<byte> work, int size, int column)
    {
        for (int row = column; row < size; row++)
        {
            if (work[(row * size) + column] != 0)
                return row;
        }

        return -1;
    }

    private static void SwapRows(byte[] matrix, int size, int first, int second)
    {
        if (first == second)
            return;
        for (int column = 0; column < size; column++)
        {
            (matrix[(first * size) + column], matrix[(second * size) + column]) =
                (matrix[(second * size) + column], matrix[(first * size) + column]);
        }
    }
}
