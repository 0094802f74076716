using System.Text.Json;
using Aether.Execution.Wasm;
using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.WasmTests.Suite;

/// <summary>Runs the commands of one script on an engine and says which did not hold.</summary>
/// <param name="engine">Makes what runs the functions of a module.</param>
/// <param name="counts">Counts what held.</param>
internal sealed class SuiteRunner(Func<WasmModule, IWasmCode> engine, SuiteCounts counts) : IDisposable
{
    private const long Gas = long.MaxValue / 2;

    private readonly MemoryPool _pool = new();
    private readonly Dictionary<string, WasmInstance> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<string, WasmExternal?>> _registered = new(StringComparer.Ordinal);
    private WasmStore _store = null!;
    private WasmInstance? _current;
    private string _folder = "";

    /// <summary>Commands that did not hold.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>How every call ended, in order: equal for all engines.</summary>
    public List<WasmResult> Trace { get; } = [];

    public void Dispose()
    {
        _store?.Dispose();
        _pool.Dispose();
    }

    /// <summary>Runs a converted script.</summary>
    public void Run(string path)
    {
        _folder = Path.GetDirectoryName(path)!;
        _store = new WasmStore(WasmLimits.General, GasSchedule.Version1, _pool);
        SuiteHost host = new(_store);
        _registered["spectest"] = host.Find;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (JsonElement command in document.RootElement.GetProperty("commands").EnumerateArray())
        {
            string? failure = Run(command);
            if (failure is not null)
            {
                int line = command.GetProperty("line").GetInt32();
                Failures.Add($"{Path.GetFileNameWithoutExtension(path)}:{line} {Text(command, "type")}: {failure}");
            }
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString()! : "";

    private string? Run(JsonElement command)
    {
        switch (Text(command, "type"))
        {
            case "module": return Define(command);
            case "register": return Register(command);
            case "action":
                counts.Actions++;
                return Act(command, out _, out _, out _);
            case "assert_return": return Returns(command);
            case "assert_trap":
                counts.Traps++;
                return Traps(command);
            case "assert_exhaustion":
                counts.Exhaustions++;
                return Traps(command);
            case "assert_malformed" when Text(command, "module_type") == "text":
                counts.Texts++;
                return null;
            case "assert_malformed":
                counts.Malformed++;
                return Refuses(command, WasmErrorKind.Malformed);
            case "assert_invalid":
                counts.Invalid++;
                return Refuses(command, WasmErrorKind.Invalid);
            case "assert_unlinkable":
                counts.Unlinkable++;
                return Unlinkable(command);
            case "assert_uninstantiable":
                counts.Uninstantiable++;
                return Uninstantiable(command);
            default: return "unknown command";
        }
    }

    private string? Define(JsonElement command)
    {
        WasmInstance? instance = Instantiate(command, out string error, out WasmResult result);
        _current = instance;
        if (instance is null)
        {
            return error.Length > 0 ? error : WasmTraps.MessageOf(result.Trap);
        }

        if (Text(command, "name") is { Length: > 0 } name)
        {
            _named[name] = instance;
        }

        counts.Modules++;
        return null;
    }

    private string? Register(JsonElement command)
    {
        WasmInstance? instance = Target(command);
        if (instance is null)
        {
            return "no such module";
        }

        _registered[Text(command, "as")] = instance.Export;
        counts.Registrations++;
        return null;
    }

    private string? Returns(JsonElement command)
    {
        string? failure = Act(command, out WasmResult result, out ulong[] cells, out int count);
        if (failure is not null)
        {
            return failure;
        }

        if (!result.Returned)
        {
            return WasmTraps.MessageOf(result.Trap);
        }

        JsonElement[] expected = [.. command.GetProperty("expected").EnumerateArray()];
        if (expected.Length != count)
        {
            return $"{count} results instead of {expected.Length}";
        }

        for (int i = 0; i < count; i++)
        {
            if (!SuiteValue.Matches(expected[i], cells[i]))
            {
                return $"result {i} is {cells[i]:x} instead of {expected[i]}";
            }
        }

        counts.Returns++;
        return null;
    }

    private string? Traps(JsonElement command)
    {
        string? failure = Act(command, out WasmResult result, out _, out _);
        return failure ?? Compare(Text(command, "text"), WasmTraps.MessageOf(result.Trap));
    }

    /// <remarks>A few invalid texts have no valid encoding: the decoder may refuse what the converter wrote.</remarks>
    private string? Refuses(JsonElement command, WasmErrorKind kind)
    {
        bool loaded = Load(command, out _, out WasmError error);
        bool right = error.Kind == kind || (kind == WasmErrorKind.Invalid && error.Kind == WasmErrorKind.Malformed);
        return loaded ? $"accepted, but {Text(command, "text")}"
            : right ? null : $"{error} instead of {kind}: {Text(command, "text")}";
    }

    private string? Unlinkable(JsonElement command)
    {
        WasmInstance? instance = Instantiate(command, out string error, out WasmResult result);
        return instance is not null ? "links" : error.Length == 0 ? WasmTraps.MessageOf(result.Trap)
            : Compare(Text(command, "text"), error);
    }

    private string? Uninstantiable(JsonElement command)
    {
        WasmInstance? instance = Instantiate(command, out string error, out WasmResult result);
        return instance is not null ? "instantiates"
            : Compare(Text(command, "text"), error.Length > 0 ? error : WasmTraps.MessageOf(result.Trap));
    }

    private static string? Compare(string expected, string actual)
    {
        bool same = actual.StartsWith(expected, StringComparison.Ordinal)
            || expected.StartsWith(actual, StringComparison.Ordinal);
        return same ? null : $"'{actual}' instead of '{expected}'";
    }

    private WasmInstance? Target(JsonElement element)
    {
        string name = Text(element, "module");
        name = name.Length > 0 ? name : Text(element, "name");
        return name.Length == 0 ? _current : _named.GetValueOrDefault(name);
    }

    private string? Act(JsonElement command, out WasmResult result, out ulong[] cells, out int count)
    {
        (result, cells, count) = (default, [], 0);
        JsonElement action = command.GetProperty("action");
        string field = action.GetProperty("field").GetString()!;
        WasmInstance? instance = Target(action);
        if (instance is null)
        {
            return "no such module";
        }

        if (Text(action, "type") == "get")
        {
            cells = [((WasmGlobal)instance.Export(field)!).Value];
            count = 1;
            return null;
        }

        WasmExport? export = instance.Module.Exports.FirstOrDefault(export => export.Name == field);
        if (export is null)
        {
            return $"no export '{field}'";
        }

        FunctionType type = instance.Module.TypeOfFunction(export.Index);
        count = type.Results.Length;
        ulong[] arguments = [.. action.GetProperty("args").EnumerateArray().Select(SuiteValue.Read)];
        cells = new ulong[int.Max(arguments.Length, count)];
        arguments.CopyTo(cells, 0);
        result = instance.Call(export.Index, cells, Gas);
        Trace.Add(result);
        return null;
    }

    private bool Load(JsonElement command, out WasmModule? module, out WasmError error)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(_folder, Text(command, "filename")));
        return WasmLoader.TryLoad(bytes, WasmLimits.General, GasSchedule.Version1, out module, out error);
    }

    private WasmInstance? Instantiate(JsonElement command, out string error, out WasmResult result)
    {
        result = default;
        if (!Load(command, out WasmModule? module, out WasmError refused))
        {
            error = refused.ToString()!;
            return null;
        }

        List<WasmExternal> imports = [];
        foreach (WasmImport import in module!.Imports)
        {
            WasmExternal? found = _registered.TryGetValue(import.Module, out Func<string, WasmExternal?>? find)
                ? find(import.Name)
                : null;
            if (found is null)
            {
                error = "unknown import";
                return null;
            }

            imports.Add(found);
        }

        WasmInstance? instance = _store.Instantiate(
            module, engine(module), imports.ToArray(), Gas, out error, out result);
        Trace.Add(result);
        return instance;
    }
}
