using System.Globalization;

namespace Aether.UnitTests.Repository;

/// <summary>
/// What the determinism scan must find and what it must leave alone. A member is named after the rule it breaks;
/// those that start with <c>Clean</c> break none. Nothing here runs.
/// </summary>
internal static class DeterminismFixture
{
    public static readonly List<int> StaticState_List = [];

    public static readonly int[] StaticState_PublicArray = [1];

    private static readonly int[] s_clean_Table = [1, 2, 3];

    private static readonly Pair s_clean_Pair = new(1, "one");

    private static int s_staticState_Counter;

    public static long Clock_UtcNow() => DateTime.UtcNow.Ticks;

    public static long Clock_OffsetNow() => DateTimeOffset.Now.Ticks;

    public static long Clock_Stopwatch() => System.Diagnostics.Stopwatch.GetTimestamp();

    public static int Random_Shared() => Random.Shared.Next();

    public static Guid Random_Guid() => Guid.NewGuid();

    public static byte[] Random_Generator() => System.Security.Cryptography.RandomNumberGenerator.GetBytes(1);

    public static int Environment_Processors() => Environment.ProcessorCount;

    public static bool Environment_File() => File.Exists("a");

    public static ulong Float_Local(ulong x) => (ulong)(x * 0.8);

    public static double Float_Result(int x) => x;

    public static decimal Float_Decimal(int x) => x;

    public static int Unordered_Foreach(Dictionary<int, int> map)
    {
        int last = 0;
        foreach (KeyValuePair<int, int> pair in map)
        {
            last = pair.Value;
        }

        return last;
    }

    public static int Unordered_Values(Dictionary<int, int> map) => map.Values.First();

    public static int[] Unordered_Linq(HashSet<int> set) => set.ToArray();

    public static List<int> Unordered_Constructor(HashSet<int> set) => new(set);

    public static int HashCode_AsData(string text) => text.GetHashCode(StringComparison.Ordinal);

    public static int HashCode_Combine(int a, int b) => System.HashCode.Combine(a, b);

    public static int Culture_Compare(string a, string b) => a.CompareTo(b);

    public static string Culture_Current() => CultureInfo.CurrentCulture.Name;

    public static SortedDictionary<string, int> Culture_SortedByDefault() => [];

    public static object Reflection_Activator(Type type) => Activator.CreateInstance(type)!;

    public static string Reflection_Type(object value) => value.GetType().FullName!;

    public static void Thread_Start() => new Thread(() => { }).Start();

    public static async Task Thread_Async() => await Task.Yield();

    public static object Thread_Lock(object gate)
    {
        lock (gate)
        {
            return gate;
        }
    }

    public static void Sort_Array(Pair[] pairs) => Array.Sort(pairs, (a, b) => a.Number.CompareTo(b.Number));

    public static void Sort_List(List<Pair> pairs) => pairs.Sort((a, b) => a.Number.CompareTo(b.Number));

    public static void Sort_Span(Span<Pair> pairs) => pairs.Sort((a, b) => a.Number.CompareTo(b.Number));

    public static PriorityQueue<int, int> Sort_Queue() => new();

    public static byte[] Pool_Rent() => System.Buffers.ArrayPool<byte>.Shared.Rent(1);

    public static int Recursion_Direct(int depth) => depth == 0 ? 0 : Recursion_Direct(depth - 1) + 1;

    public static bool Recursion_Mutual(int depth) => depth == 0 || Recursion_SecondHalf(depth - 1);

    public static int Recursion_Closure(int depth) =>
        Enumerable.Range(0, depth).Select(i => Recursion_Closure(i)).Sum();

    public static int Recursion_LocalFunction(int depth)
    {
        return Descend(depth);

        static int Descend(int left) => left == 0 ? 0 : Descend(left - 1) + 1;
    }

    public static int Clean_Count() => s_staticState_Counter++ + s_clean_Table[0] + s_clean_Pair.Number;

    public static bool Clean_Lookup(Dictionary<int, int> map, HashSet<int> set) =>
        map.ContainsKey(1) && set.Contains(2) && map.TryGetValue(3, out _);

    public static bool Clean_Text(string text) =>
        text.StartsWith("ab", StringComparison.Ordinal) && text.Contains('b') && string.CompareOrdinal(text, "c") > 0;

    public static IEnumerable<int> Clean_Iterator(SortedDictionary<int, int> map)
    {
        foreach (KeyValuePair<int, int> pair in map)
        {
            yield return pair.Value;
        }
    }

    public static int Clean_Overload(int x) => Clean_Overload((long)x);

    public static int Clean_Overload(long x) => int.Max((int)x, 1);

    public static long Clean_Stopped(TimeSpan span) => span.Ticks;

    private static bool Recursion_SecondHalf(int depth) => depth == 1 || Recursion_Mutual(depth - 1);

    internal sealed record Pair(int Number, string Name);
}
