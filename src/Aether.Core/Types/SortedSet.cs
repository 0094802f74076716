namespace Aether.Core.Types;

/// <summary>Sets as strictly ascending arrays: the only form sets take in encoded values.</summary>
public static class SortedSet
{
    /// <summary>True when every item is greater than the one before it.</summary>
    public static bool IsStrictlyAscending<T>(ReadOnlySpan<T> items)
        where T : IComparable<T>
    {
        for (int index = 1; index < items.Length; index++)
        {
            if (items[index - 1].CompareTo(items[index]) >= 0)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>True when two strictly ascending sets share an item. Linear in their lengths.</summary>
    public static bool Intersect<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : IComparable<T>
    {
        int leftIndex = 0;
        int rightIndex = 0;
        while (leftIndex < left.Length && rightIndex < right.Length)
        {
            int order = left[leftIndex].CompareTo(right[rightIndex]);
            if (order == 0)
            {
                return true;
            }
            if (order < 0)
            {
                leftIndex++;
            }
            else
            {
                rightIndex++;
            }
        }
        return false;
    }
}
