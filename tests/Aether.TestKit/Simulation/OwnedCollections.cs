using System.Collections;
using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using Aether.Consensus.Epochs;

namespace Aether.TestKit.Simulation;

/// <summary>Every collection that a core owns, found by its fields: one that is added to the sources appears here by
/// itself.</summary>
/// <remarks>
/// Fields of classes of the consensus assembly are followed; records, delegates and what the shell hands in are values
/// and are not. A collection is named by the type that declares it and its field.
/// </remarks>
internal static class OwnedCollections
{
    private const BindingFlags Fields =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly Assembly s_consensus = typeof(ChainCore).Assembly;
    private static readonly ParameterExpression s_core = Expression.Parameter(typeof(ChainCore), "core");
    private static readonly List<(string Name, Expression Count, Expression Value)> s_found = Find();
    private static readonly ConcurrentDictionary<Type, (string Name, Func<object, object?> Read)[]> s_inside = new();
    private static readonly ConcurrentDictionary<Type, Func<object, object?>?> s_values = new();

    /// <summary>Their names, by index. A name occurs twice where two objects of a type are held.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_found.Select(found => found.Name)];

    /// <summary>The lengths of all of them, by index.</summary>
    public static Action<ChainCore, int[]> Measure { get; } = CompileMeasure();

    /// <summary>The index of the first one that is longer than its bound; negative when none is.</summary>
    public static Func<ChainCore, int[], int> FindAbove { get; } = CompileFindAbove();

    /// <summary>The collections themselves, by index; null where their owner is.</summary>
    public static Func<ChainCore, IEnumerable?[]> Read { get; } = Expression.Lambda<Func<ChainCore, IEnumerable?[]>>(
        Expression.NewArrayInit(
            typeof(IEnumerable), s_found.Select(found => Expression.Convert(found.Value, typeof(IEnumerable)))),
        s_core).Compile();

    /// <summary>The names and lengths of collections inside the elements of one.</summary>
    public static IEnumerable<(string Name, int Count)> Inside(string name, IEnumerable collection)
    {
        string nestedName = name + "[]";
        foreach (object? element in collection)
        {
            object? value = ValueOf(element);
            if (value is ICollection nested)
            {
                yield return (nestedName, nested.Count);
                continue;
            }
            foreach ((string heldName, Func<object, object?> read) in
                value is null ? [] : s_inside.GetOrAdd(value.GetType(), CollectionsOf))
            {
                if (read(value!) is ICollection held)
                {
                    yield return (heldName, held.Count);
                }
            }
        }
    }

    private static (string Name, Func<object, object?> Read)[] CollectionsOf(Type type) => IsOwner(type)
        ? [.. FieldsOf(type).Where(field => typeof(IEnumerable).IsAssignableFrom(field.FieldType)
            && field.FieldType != typeof(string)).Select(field => (
                NameOf(field), CompileRead(type, owner => Expression.Field(owner, field))))]
        : [];

    private static Func<object, object?> CompileRead(Type type, Func<Expression, Expression> read)
    {
        ParameterExpression owner = Expression.Parameter(typeof(object));
        Expression value = Expression.Convert(read(Expression.Convert(owner, type)), typeof(object));
        return Expression.Lambda<Func<object, object?>>(value, owner).Compile();
    }

    private static List<(string Name, Expression Count, Expression Value)> Find()
    {
        List<(string, Expression, Expression)> found = [];
        Follow(typeof(ChainCore), s_core, [], found);
        return found;
    }

    private static void Follow(
        Type type, Expression at, HashSet<Type> above, List<(string Name, Expression Count, Expression Value)> found)
    {
        if (!above.Add(type))
        {
            return;
        }
        foreach (FieldInfo field in FieldsOf(type))
        {
            Expression value = OrNull(at, Expression.Field(at, field));
            if (CountOf(field.FieldType, value) is { } count)
            {
                found.Add((NameOf(field), OrZero(value, count), value));
            }
            else if (IsOwner(field.FieldType))
            {
                Follow(field.FieldType, value, above, found);
            }
        }
        above.Remove(type);
    }

    private static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (Type? at = type; at is not null && at.Assembly == s_consensus; at = at.BaseType)
        {
            foreach (FieldInfo field in at.GetFields(Fields))
            {
                yield return field;
            }
        }
    }

    // What may change and belongs to the core. The effects are the shell's, and a record is a value.
    private static bool IsOwner(Type type) =>
        type.Assembly == s_consensus && type.IsClass && !typeof(Delegate).IsAssignableFrom(type)
        && type.GetMethod("<Clone>$") is null && type.Name is not ("EffectBuffer" or "Lottery" or "ConsensusRules");

    private static Expression? CountOf(Type type, Expression value)
    {
        if (type.IsArray)
        {
            return Expression.ArrayLength(value);
        }
        if (type == typeof(string) || !typeof(IEnumerable).IsAssignableFrom(type))
        {
            return null;
        }
        PropertyInfo? count = type.GetProperty("Count") ?? type.GetInterfaces()
            .Select(face => face.GetProperty("Count")).FirstOrDefault(property => property is not null);
        return count is null ? null : Expression.Property(value, count);
    }

    private static string NameOf(FieldInfo field)
    {
        // The field of a property is named "<Name>k__BackingField".
        string name = field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;
        Type type = field.DeclaringType!;
        return (type.IsNested ? type.DeclaringType!.Name + "." : "") + type.Name + "." + name;
    }

    private static object? ValueOf(object? element) =>
        element is not null && s_values.GetOrAdd(element.GetType(), ReadValueOf) is { } read ? read(element) : element;

    // The value of a pair; null for a type that is no pair.
    private static Func<object, object?>? ReadValueOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>)
            ? CompileRead(type, static pair => Expression.Property(pair, "Value"))
            : null;

    private static Expression OrNull(Expression owner, Expression value) => owner == s_core || value.Type.IsValueType
        ? value
        : Expression.Condition(
            Expression.ReferenceEqual(owner, Expression.Constant(null)),
            Expression.Default(value.Type),
            value);

    private static Expression OrZero(Expression value, Expression count) => Expression.Condition(
        Expression.ReferenceEqual(value, Expression.Constant(null)), Expression.Constant(0), count);

    private static Action<ChainCore, int[]> CompileMeasure()
    {
        ParameterExpression lengths = Expression.Parameter(typeof(int[]), "lengths");
        IEnumerable<Expression> body = s_found.Select((found, index) => Expression.Assign(
            Expression.ArrayAccess(lengths, Expression.Constant(index)), found.Count));
        return Expression.Lambda<Action<ChainCore, int[]>>(Expression.Block(body), s_core, lengths).Compile();
    }

    // Owners are read once for all that they hold: this runs after every step of every node.
    private static Func<ChainCore, int[], int> CompileFindAbove()
    {
        ParameterExpression bounds = Expression.Parameter(typeof(int[]), "bounds");
        LabelTarget end = Expression.Label(typeof(int));
        int index = 0;
        Expression body = Compare(typeof(ChainCore), s_core, []);
        return Expression.Lambda<Func<ChainCore, int[], int>>(
            Expression.Block(body, Expression.Label(end, Expression.Constant(-1))), s_core, bounds).Compile();

        // Goes the way of Follow, so that the indexes are the same.
        Expression Compare(Type type, Expression at, HashSet<Type> above)
        {
            List<Expression> all = [Expression.Empty()];
            if (!above.Add(type))
            {
                return all[0];
            }
            List<ParameterExpression> values = [];
            foreach (FieldInfo field in FieldsOf(type))
            {
                ParameterExpression value = Expression.Variable(field.FieldType);
                Expression? inner = null;
                if (CountOf(field.FieldType, value) is { } count)
                {
                    Expression bound = Expression.ArrayIndex(bounds, Expression.Constant(index));
                    inner = Expression.IfThen(
                        Expression.GreaterThan(count, bound), Expression.Return(end, Expression.Constant(index++)));
                }
                else if (IsOwner(field.FieldType))
                {
                    inner = Compare(field.FieldType, value, above);
                }
                if (inner is not null)
                {
                    values.Add(value);
                    all.Add(Expression.Assign(value, Expression.Field(at, field)));
                    all.Add(Expression.IfThen(
                        Expression.ReferenceNotEqual(value, Expression.Constant(null)), inner));
                }
            }
            above.Remove(type);
            return Expression.Block(values, all);
        }
    }
}
