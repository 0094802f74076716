using System.Text;
using Aether.Execution.Wasm.Host;

namespace Aether.TestKit.Wasm;

/// <summary>Encodes small contracts: imports of the host, methods as instructions, one page of memory.</summary>
public sealed class ContractBuilder
{
    private readonly List<string> _imports = [];
    private readonly List<(string Name, byte[] Code)> _methods = [];
    private readonly List<(byte Id, string Name, byte[] Data)> _custom = [];

    /// <summary>Pages of its memory at the start.</summary>
    public uint Pages { get; init; } = 1;

    /// <summary>Entries of its table; no table when zero.</summary>
    public uint TableEntries { get; init; }

    /// <summary>Where in the table the first methods are put.</summary>
    public uint FirstElement { get; init; }

    /// <summary>How many methods are put into the table.</summary>
    public int Elements { get; init; }

    /// <summary>Where the data segment lies.</summary>
    public uint DataOffset { get; init; }

    /// <summary>The data segment; none when empty.</summary>
    public byte[] Data { get; init; } = [];

    /// <summary>A second data segment, which is copied when the code says so; none when empty.</summary>
    public byte[] PassiveData { get; init; } = [];

    /// <summary>First value of its global of 32 bits, which may change; no global when null.</summary>
    public int? Global { get; init; }

    /// <summary>Adds a method: two locals of 32 bits, and what <paramref name="write"/> emits.</summary>
    public ContractBuilder Method(string name, Action<ContractCode> write)
    {
        ContractCode code = new(ImportOf);
        write(code);
        _methods.Add((name, code.ToArray()));
        return this;
    }

    /// <summary>Adds a custom section.</summary>
    public ContractBuilder Custom(string name, byte[] data)
    {
        _custom.Add((0, name, data));
        return this;
    }

    /// <summary>The module.</summary>
    public byte[] Build()
    {
        List<byte> module = [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0];
        List<byte[]> types = [[0x60, 0, 0]];
        types.AddRange(_imports.Select(TypeOf));
        Section(module, 1, Vector(types));
        Section(module, 2, Vector(_imports.Select((name, index) =>
            (byte[])[.. Name(HostFunctions.Module), .. Name(name), 0, .. Unsigned((uint)index + 1)])));
        Section(module, 3, Vector(_methods.Select(_ => (byte[])[0])));
        if (TableEntries != 0)
        {
            Section(module, 4, [1, 0x70, 0, .. Unsigned(TableEntries)]);
        }
        Section(module, 5, [1, 0, .. Unsigned(Pages)]);
        if (Global is { } value)
        {
            Section(module, 6, [1, 0x7F, 1, .. new ContractCode(ImportOf).Push(value).ToArray(), 0x0B]);
        }
        Section(module, 7, Vector([
            .. _methods.Select((method, index) =>
                (byte[])[.. Name(method.Name), 0, .. Unsigned((uint)(_imports.Count + index))]),
            [.. Name("memory"), 2, 0],
        ]));
        if (Elements != 0)
        {
            Section(module, 9,
            [
                1, 0, .. new ContractCode(ImportOf).Push((int)FirstElement).ToArray(), 0x0B,
                .. Vector(Enumerable.Range(_imports.Count, Elements).Select(index => Unsigned((uint)index))),
            ]);
        }
        int segments = (Data.Length != 0 ? 1 : 0) + (PassiveData.Length != 0 ? 1 : 0);
        if (segments != 0)
        {
            Section(module, 12, Unsigned((uint)segments));
        }
        Section(module, 10, Vector(_methods.Select(method =>
        {
            byte[] body = [1, 2, 0x7F, .. method.Code, 0x0B];
            return (byte[])[.. Unsigned((uint)body.Length), .. body];
        })));
        if (segments != 0)
        {
            byte[] offset = new ContractCode(ImportOf).Push((int)DataOffset).ToArray();
            byte[] active = [0, .. offset, 0x0B, .. Unsigned((uint)Data.Length), .. Data];
            byte[] passive = [1, .. Unsigned((uint)PassiveData.Length), .. PassiveData];
            byte[][] all = [.. Data.Length != 0 ? [active] : Array.Empty<byte[]>(), passive];
            Section(module, 11, Vector(all.Take(segments)));
        }
        foreach ((byte id, string name, byte[] data) in _custom)
        {
            Section(module, id, [.. Name(name), .. data]);
        }
        return [.. module];
    }

    private int ImportOf(string name)
    {
        int index = _imports.IndexOf(name);
        if (index < 0)
        {
            index = _imports.Count;
            _imports.Add(name);
        }
        return index;
    }

    private static byte[] TypeOf(string import)
    {
        if (!HostFunctions.TryFind(import, out HostFunctionSpec? function))
        {
            return [0x60, 0, 0];
        }
        byte[] results = function!.Result == HostType.None ? [] : [(byte)function.Result];
        return
        [
            0x60, (byte)function.Parameters.Length, .. function.Parameters.Select(parameter => (byte)parameter.Type),
            (byte)results.Length, .. results,
        ];
    }

    private static byte[] Vector(IEnumerable<byte[]> items)
    {
        byte[][] list = [.. items];
        return [.. Unsigned((uint)list.Length), .. list.SelectMany(item => item)];
    }

    private static byte[] Name(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return [.. Unsigned((uint)bytes.Length), .. bytes];
    }

    private static void Section(List<byte> module, byte id, byte[] content)
    {
        module.Add(id);
        module.AddRange(Unsigned((uint)content.Length));
        module.AddRange(content);
    }

    private static byte[] Unsigned(uint value)
    {
        List<byte> bytes = [];
        do
        {
            bytes.Add((byte)((value & 0x7F) | (value > 0x7F ? 0x80u : 0)));
            value >>= 7;
        }
        while (value != 0);
        return [.. bytes];
    }
}
