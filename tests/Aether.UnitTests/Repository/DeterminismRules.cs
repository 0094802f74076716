using Mono.Cecil;

namespace Aether.UnitTests.Repository;

/// <summary>Which members of the runtime deterministic code may not use, and which rule forbids each.</summary>
internal static class DeterminismRules
{
    /// <summary>Every rule an exception may name.</summary>
    public static readonly string[] All =
    [
        "clock", "random", "environment", "float", "unordered", "hash-code", "culture", "static-state", "reflection",
        "thread", "sort", "pool", "recursion",
    ];

    /// <summary>Types of which no member may be used. A trailing <c>*</c> covers a whole namespace or prefix.</summary>
    private static readonly (string Rule, string Type)[] s_bannedTypes =
    [
        ("clock", "System.Diagnostics.Stopwatch"),
        ("clock", "System.TimeProvider"),
        ("clock", "System.Threading.Timer"),
        ("clock", "System.Threading.PeriodicTimer"),
        ("random", "System.Random"),
        ("random", "System.Security.Cryptography.RandomNumberGenerator"),
        ("random", "System.Guid"),
        ("environment", "System.Environment"),
        ("environment", "System.AppContext"),
        ("environment", "System.AppDomain"),
        ("environment", "System.OperatingSystem"),
        ("environment", "System.Console"),
        ("environment", "System.Diagnostics.Process"),
        ("environment", "System.Runtime.InteropServices.RuntimeInformation"),
        ("environment", "System.IO.File*"),
        ("environment", "System.IO.Directory*"),
        ("environment", "System.IO.Path"),
        ("environment", "System.IO.DriveInfo"),
        ("environment", "System.Net.*"),
        ("float", "System.MathF"),
        ("reflection", "System.Activator"),
        ("reflection", "System.Reflection.*"),
        ("reflection", "System.Linq.Expressions.*"),
        ("reflection", "System.Text.Json.*"),
        ("reflection", "System.Xml.*"),
        ("reflection", "System.Runtime.Serialization.*"),
        ("reflection", "Microsoft.CSharp.*"),
        ("thread", "System.Threading.Thread"),
        ("thread", "System.Threading.ThreadPool"),
        ("thread", "System.Threading.ThreadLocal`1"),
        ("thread", "System.Threading.AsyncLocal`1"),
        ("thread", "System.Threading.Monitor"),
        ("thread", "System.Threading.Lock*"),
        ("thread", "System.Threading.Semaphore*"),
        ("thread", "System.Threading.ManualResetEvent*"),
        ("thread", "System.Threading.AutoResetEvent"),
        ("thread", "System.Threading.Barrier"),
        ("thread", "System.Threading.CancellationToken*"),
        ("thread", "System.Threading.Tasks.*"),
        ("thread", "System.Threading.Channels.*"),
        ("thread", "System.Linq.ParallelEnumerable"),
        ("thread", "System.Lazy`1"),
        ("thread", "System.Runtime.CompilerServices.Async*"),
        ("sort", "System.Collections.Generic.PriorityQueue`2"),
        ("pool", "System.Buffers.ArrayPool`1"),
    ];

    /// <summary>Single members, by declaring type and name.</summary>
    private static readonly (string Rule, string Member)[] s_bannedMembers =
    [
        ("clock", "System.DateTime.get_Now"),
        ("clock", "System.DateTime.get_UtcNow"),
        ("clock", "System.DateTime.get_Today"),
        ("clock", "System.DateTimeOffset.get_Now"),
        ("clock", "System.DateTimeOffset.get_UtcNow"),
        ("environment", "System.GC.GetTotalMemory"),
        ("environment", "System.GC.GetGCMemoryInfo"),
        ("environment", "System.GC.CollectionCount"),
        ("culture", "System.Globalization.CultureInfo.get_CurrentCulture"),
        ("culture", "System.Globalization.CultureInfo.get_CurrentUICulture"),
        ("culture", "System.Globalization.CultureInfo.GetCultureInfo"),
        ("culture", "System.Globalization.CultureInfo..ctor"),
        ("culture", "System.StringComparer.get_CurrentCulture"),
        ("culture", "System.StringComparer.get_CurrentCultureIgnoreCase"),
        ("culture", "System.String.CompareTo"),
        ("sort", "System.Array.Sort"),
        ("sort", "System.Collections.Generic.List`1.Sort"),
        ("sort", "System.MemoryExtensions.Sort"),
    ];

    /// <summary>Members of <c>System.Type</c> that compilers emit for records and <c>typeof</c>.</summary>
    private static readonly string[] s_harmlessTypeMembers = ["GetTypeFromHandle", "op_Equality", "op_Inequality"];

    /// <summary>Members that end the process, or that compilers emit for iterators.</summary>
    private static readonly string[] s_harmlessEnvironmentMembers = ["FailFast", "get_CurrentManagedThreadId"];

    private static readonly string[] s_stringMethodsThatNeedAComparison =
        ["StartsWith", "EndsWith", "IndexOf", "LastIndexOf", "Compare", "ToUpper", "ToLower"];

    private static readonly string[] s_orderedByDefaultComparer =
    [
        "System.Collections.Generic.SortedDictionary`2", "System.Collections.Generic.SortedSet`1",
        "System.Collections.Generic.SortedList`2",
    ];

    private static readonly string[] s_floats =
        ["System.Single", "System.Double", "System.Decimal", "System.Half", "System.Runtime.InteropServices.NFloat"];

    private static readonly string[] s_unordered =
    [
        "System.Collections.Generic.Dictionary`2", "System.Collections.Generic.HashSet`1",
        "System.Collections.Concurrent.ConcurrentDictionary`2", "System.Collections.Immutable.ImmutableDictionary`2",
        "System.Collections.Immutable.ImmutableHashSet`1", "System.Collections.Frozen.FrozenDictionary`2",
        "System.Collections.Frozen.FrozenSet`1", "System.Collections.Hashtable",
        "System.Runtime.CompilerServices.ConditionalWeakTable`2",
    ];

    private static readonly string[] s_enumerating = ["GetEnumerator", "get_Keys", "get_Values", "CopyTo"];

    /// <summary>The rule that the use of <paramref name="member"/> breaks by its name alone, or null.</summary>
    public static string? OfMember(MemberReference member)
    {
        string type = OpenName(member.DeclaringType);
        bool harmless = (type == "System.Environment" && s_harmlessEnvironmentMembers.Contains(member.Name))
            || (type == "System.Type" && s_harmlessTypeMembers.Contains(member.Name));
        if (harmless)
        {
            return null;
        }

        if (type == "System.Type")
        {
            return "reflection";
        }

        foreach ((string rule, string banned) in s_bannedTypes)
        {
            if (banned.EndsWith('*') ? type.StartsWith(banned[..^1], StringComparison.Ordinal) : type == banned)
            {
                return rule;
            }
        }

        string name = $"{type}.{member.Name}";
        foreach ((string rule, string banned) in s_bannedMembers)
        {
            if (name == banned)
            {
                return rule;
            }
        }

        return member is MethodReference method ? OfMethod(type, method) : null;
    }

    /// <summary>True when the type is, or is built from, a floating point or decimal type.</summary>
    public static bool UsesFloat(TypeReference? type) => type switch
    {
        null => false,
        GenericInstanceType generic => generic.GenericArguments.Any(UsesFloat) || UsesFloat(generic.ElementType),
        TypeSpecification specification => UsesFloat(specification.ElementType),
        _ => s_floats.Contains(type.FullName),
    };

    /// <summary>True for collections whose enumeration order is an accident of hashing.</summary>
    public static bool IsUnordered(TypeReference? type) => type is not null && s_unordered.Contains(OpenName(type));

    /// <summary>The name without generic arguments, with nested types after a slash.</summary>
    public static string OpenName(TypeReference? type) => type switch
    {
        null => "",
        TypeSpecification specification and not ArrayType => OpenName(specification.ElementType),
        _ => type.FullName,
    };

    private static string? OfMethod(string type, MethodReference method)
    {
        bool nestedInUnordered = s_unordered.Any(owner => type.StartsWith(owner + "/", StringComparison.Ordinal));
        if (nestedInUnordered || (s_unordered.Contains(type) && s_enumerating.Contains(method.Name)))
        {
            return "unordered";
        }

        bool hashesText = method.Name == "GetHashCode" && type is "System.String" or "System.Object";
        if (hashesText || type == "System.HashCode")
        {
            return "hash-code";
        }

        bool comparison = method.Parameters.Any(parameter => parameter.ParameterType.FullName
            is "System.StringComparison" or "System.Globalization.CultureInfo" or "System.Char");
        if (type == "System.String" && s_stringMethodsThatNeedAComparison.Contains(method.Name) && !comparison)
        {
            return "culture";
        }

        return SortsTextByDefault(type, method) ? "culture" : null;
    }

    /// <summary>A sorted collection or default comparer of strings that names no comparer orders by culture.</summary>
    private static bool SortsTextByDefault(string type, MethodReference method)
    {
        bool text = method.DeclaringType is GenericInstanceType generic
            && generic.GenericArguments[0].FullName == "System.String";
        const string Comparer = "System.Collections.Generic.IComparer`1";
        bool comparer = method.Parameters.Any(parameter => OpenName(parameter.ParameterType) == Comparer);
        bool sorted = s_orderedByDefaultComparer.Contains(type) && method.Name == ".ctor" && !comparer;
        bool defaultComparer = type == "System.Collections.Generic.Comparer`1" && method.Name == "get_Default";
        return text && (sorted || defaultComparer);
    }
}
