namespace Aether.UnitTests.Execution.Scheduling;

internal static class LinkedListExtensions
{
    public static void RemoveFirstIfAny<T>(this LinkedList<T> list)
    {
        if (list.Count > 0)
        {
            list.RemoveFirst();
        }
    }

    public static void RemoveLastIfAny<T>(this LinkedList<T> list)
    {
        if (list.Count > 0)
        {
            list.RemoveLast();
        }
    }
}
