using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace Aether.UnitTests.Repository;

/// <summary>
/// Reads the IL of an assembly and reports what could make two nodes disagree: clocks, randomness, the environment,
/// floating point, hash order, culture, mutable statics, reflection, threads, unstable sorts and recursion.
/// </summary>
internal sealed class DeterminismScanner : IDisposable
{
    private static readonly string[] s_harmlessLinq =
        ["Any", "All", "Count", "LongCount", "Contains", "TryGetNonEnumeratedCount", "Sum", "Min", "Max"];

    private readonly ModuleDefinition _module;
    private readonly ImmutableTypes _immutable = new();
    private readonly SortedDictionary<string, SortedSet<string>> _calls = new(StringComparer.Ordinal);
    private readonly List<DeterminismBreach> _breaches = [];

    private DeterminismScanner(string assemblyPath)
    {
        DefaultAssemblyResolver resolver = new();
        resolver.AddSearchDirectory(Path.GetDirectoryName(assemblyPath));
        resolver.AddSearchDirectory(Path.GetDirectoryName(typeof(object).Assembly.Location));
        ReaderParameters parameters = new()
        {
            AssemblyResolver = resolver,
            ReadSymbols = File.Exists(Path.ChangeExtension(assemblyPath, ".pdb")),
        };
        _module = ModuleDefinition.ReadModule(assemblyPath, parameters);
    }

    /// <summary>All breaches in the types (with their nested types) that <paramref name="include"/> accepts.</summary>
    public static List<DeterminismBreach> Scan(string assemblyPath, Func<string, bool> include)
    {
        using DeterminismScanner scanner = new(assemblyPath);
        foreach (TypeDefinition type in scanner._module.GetAllTypes().Where(type => include(Outermost(type).FullName)))
        {
            scanner.ScanType(type);
        }

        scanner.ReportCycles();
        return scanner._breaches;
    }

    public void Dispose() => _module.Dispose();

    private static TypeDefinition Outermost(TypeDefinition type)
    {
        while (type.DeclaringType is not null)
        {
            type = type.DeclaringType;
        }

        return type;
    }

    /// <summary>The member as written: closures and iterators count as the method that holds them.</summary>
    private static string SourceName(MethodDefinition method)
    {
        TypeDefinition type = method.DeclaringType;
        string name = method.Name;
        while (type.Name.StartsWith('<') && type.DeclaringType is not null)
        {
            // An iterator or async machine is a type named <Method>d__N with a MoveNext.
            string inner = Between(type.Name);
            name = inner.Length > 0 ? inner : name;
            type = type.DeclaringType;
        }

        string held = name.StartsWith('<') ? Between(name) : name;
        return $"{type.FullName.Replace('/', '.')}.{held}";
    }

    private static string Between(string generated) =>
        generated[(generated.IndexOf('<') + 1)..generated.LastIndexOf('>')];

    private void ScanType(TypeDefinition type)
    {
        if (!type.Name.StartsWith('<'))
        {
            ScanFields(type);
        }

        foreach (MethodDefinition method in type.Methods)
        {
            ScanSignature(method);
            if (method.HasBody)
            {
                ScanBody(method);
            }
        }
    }

    private void ScanFields(TypeDefinition type)
    {
        foreach (FieldDefinition field in type.Fields)
        {
            string name = field.Name.StartsWith('<') ? Between(field.Name) : field.Name;
            string member = $"{type.FullName.Replace('/', '.')}.{name}";
            if (field.IsStatic && !_immutable.IsImmutable(field) && !type.IsEnum)
            {
                Report(member, "static-state", $"static field of type {field.FieldType.FullName} can change", null);
            }

            if (field.CustomAttributes.Any(a => a.AttributeType.FullName == "System.ThreadStaticAttribute"))
            {
                Report(member, "thread", "a field per thread", null);
            }

            if (DeterminismRules.UsesFloat(field.FieldType))
            {
                Report(member, "float", $"field of type {field.FieldType.FullName}", null);
            }
        }
    }

    private void ScanSignature(MethodDefinition method)
    {
        bool isFloat = DeterminismRules.UsesFloat(method.ReturnType)
            || method.Parameters.Any(parameter => DeterminismRules.UsesFloat(parameter.ParameterType))
            || (method.HasBody && method.Body.Variables.Any(local => DeterminismRules.UsesFloat(local.VariableType)));
        if (isFloat)
        {
            Report(SourceName(method), "float", "a parameter, local or result is floating point", null);
        }
    }

    private void ScanBody(MethodDefinition method)
    {
        string member = SourceName(method);
        StackTypes stack = new(method);
        IDictionary<Instruction, SequencePoint> points = method.DebugInformation.GetSequencePointMapping();
        SequencePoint? point = null;
        foreach (Instruction instruction in method.Body.Instructions)
        {
            point = points.TryGetValue(instruction, out SequencePoint? next) && !next.IsHidden ? next : point;
            ScanOpCode(member, instruction, point);
            if (instruction.Operand is MemberReference operand and not TypeReference)
            {
                ScanUse(method, member, operand, point);
            }

            if (instruction.Operand is MethodReference callee)
            {
                ScanArguments(member, instruction, callee, stack, point);
                AddCall(method, callee);
            }

            stack.Step(instruction);
        }
    }

    private void ScanOpCode(string member, Instruction instruction, SequencePoint? point)
    {
        bool isFloat = instruction.OpCode.Code is Code.Ldc_R4 or Code.Ldc_R8 or Code.Conv_R4 or Code.Conv_R8
            or Code.Conv_R_Un or Code.Ldind_R4 or Code.Ldind_R8 or Code.Stind_R4 or Code.Stind_R8
            or Code.Ldelem_R4 or Code.Ldelem_R8 or Code.Stelem_R4 or Code.Stelem_R8 or Code.Ckfinite;
        if (isFloat)
        {
            Report(member, "float", $"instruction {instruction.OpCode.Name}", point);
        }
    }

    private void ScanUse(MethodDefinition method, string member, MemberReference used, SequencePoint? point)
    {
        string? rule = DeterminismRules.OfMember(used);
        bool mayHash = method.Name == "GetHashCode" || method.Name.EndsWith(".GetHashCode", StringComparison.Ordinal);
        if (rule is not null && !(rule == "hash-code" && mayHash))
        {
            Report(member, rule, $"uses {DeterminismRules.OpenName(used.DeclaringType)}.{used.Name}", point);
        }

        bool isFloat = DeterminismRules.UsesFloat(used.DeclaringType) || used switch
        {
            FieldReference field => DeterminismRules.UsesFloat(field.FieldType),
            GenericInstanceMethod generic => generic.GenericArguments.Any(DeterminismRules.UsesFloat),
            MethodReference callee => DeterminismRules.UsesFloat(callee.ReturnType)
                || callee.Parameters.Any(parameter => DeterminismRules.UsesFloat(parameter.ParameterType)),
            _ => false,
        };
        if (isFloat)
        {
            Report(member, "float", $"uses {used.FullName}", point);
        }
    }

    /// <summary>A hash collection handed over as an interface is enumerated by the callee.</summary>
    private void ScanArguments(
        string member, Instruction instruction, MethodReference callee, StackTypes stack, SequencePoint? point)
    {
        bool call = instruction.OpCode.FlowControl == FlowControl.Call;
        bool linq = callee.DeclaringType.FullName == "System.Linq.Enumerable";
        if (!call || (linq && s_harmlessLinq.Contains(callee.Name)))
        {
            return;
        }

        bool receiver = callee.HasThis && instruction.OpCode.Code != Code.Newobj;
        TypeReference?[] arguments = stack.Arguments(callee, receiver);
        for (int i = 0; i < arguments.Length; i++)
        {
            TypeReference? taken = receiver && i == 0
                ? callee.DeclaringType
                : callee.Parameters[i - (receiver ? 1 : 0)].ParameterType;
            bool asInterface = taken is not null && DeterminismRules.OpenName(taken)
                is "System.Collections.Generic.IEnumerable`1" or "System.Collections.IEnumerable"
                or "System.Collections.Generic.ICollection`1" or "System.Collections.Generic.IReadOnlyCollection`1";
            if (asInterface && DeterminismRules.IsUnordered(arguments[i]))
            {
                Report(member, "unordered", $"hands {arguments[i]!.Name} to {callee.Name}, which enumerates it", point);
            }
        }
    }

    private void AddCall(MethodDefinition caller, MethodReference callee)
    {
        if (callee.DeclaringType.Scope != _module && callee.DeclaringType.Resolve()?.Module != _module)
        {
            return;
        }

        MethodDefinition? target = callee.Resolve();
        if (target is null || target.DeclaringType.IsInterface)
        {
            return;
        }

        string from = $"{SourceName(caller)}|{Signature(caller)}";
        string to = $"{SourceName(target)}|{Signature(target)}";
        if (from == to && Signature(target).Length == 0)
        {
            // The parts of an iterator call each other; that is one pass, not a descent.
            return;
        }

        if (!_calls.TryGetValue(from, out SortedSet<string>? callees))
        {
            _calls[from] = callees = new SortedSet<string>(StringComparer.Ordinal);
        }

        callees.Add(to);
    }

    private static bool IsGenerated(MethodDefinition method) =>
        method.Name.StartsWith('<') || method.DeclaringType.Name.StartsWith('<');

    /// <summary>Tells overloads and local functions apart; closures and iterators go by their method.</summary>
    private static string Signature(MethodDefinition method)
    {
        int local = method.Name.IndexOf(">g__", StringComparison.Ordinal);
        if (local >= 0)
        {
            return method.Name[(local + 1)..];
        }

        IEnumerable<string> parameters = method.Parameters.Select(parameter => parameter.ParameterType.FullName);
        return IsGenerated(method) ? "" : $"({string.Join(',', parameters)})";
    }

    private void ReportCycles()
    {
        foreach (string[] cycle in CallCycles.Find(_calls))
        {
            string[] members = [.. cycle.Select(name => name.Split('|')[0]).Distinct()];
            Report(members[0], "recursion", $"calls itself through {string.Join(" -> ", members)}", null);
        }
    }

    private void Report(string member, string rule, string what, SequencePoint? point)
    {
        string place = point is null ? "" : $"{point.Document.Url.Replace("/_/", "")}:{point.StartLine}: ";
        _breaches.Add(new DeterminismBreach(member, rule, $"{place}{member}: [{rule}] {what}"));
    }
}
