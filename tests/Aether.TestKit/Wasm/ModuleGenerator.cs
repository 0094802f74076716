using Aether.Execution.Wasm.Modules;
using ValueType = Aether.Execution.Wasm.Modules.ValueType;

namespace Aether.TestKit.Wasm;

/// <summary>
/// Makes valid modules of integer operations with control flow, memory, a table, calls and globals. Every loop and
/// function takes from a fuel that the module keeps, so that engines without gas end too.
/// </summary>
public sealed class ModuleGenerator
{
    /// <summary>Pages a memory may grow to.</summary>
    public const int MaxPages = 3;

    private const int ShallowFuel = 120;
    private const int DeepFuel = 3_000;
    private const int PercentDeep = 8;
    private const byte Function = 0x60;

    private readonly WasmChoices _choices;
    private readonly bool _deep;

    private ModuleGenerator(ulong seed)
    {
        _choices = new WasmChoices(seed);
        _deep = _choices.Percent(PercentDeep);
        int types = 3 + _choices.Below(6);
        for (int i = 0; i < types; i++)
        {
            Types.Add(new FunctionType(SomeTypes(4), SomeTypes(i == 0 ? 1 : 3)));
        }
        Calls = 1 + _choices.Below(3);
        int inner = 1 + _choices.Below(4);
        for (int i = 0; i < Calls; i++)
        {
            Functions.Add(IndexOf(new FunctionType([], SomeTypes(2))));
        }
        for (int i = 0; i < inner; i++)
        {
            Functions.Add(_choices.Below(types));
        }
        int globals = 1 + _choices.Below(4);
        Globals.Add(new GlobalType(ValueType.I32, true));
        for (int i = 0; i < globals; i++)
        {
            Globals.Add(new GlobalType(SomeType(), _choices.Percent(75)));
        }
        TableSize = 1 + _choices.Below(8);
    }

    /// <summary>Types, of functions and blocks.</summary>
    internal List<FunctionType> Types { get; } = [];

    /// <summary>Type index of each function: the exported ones first.</summary>
    internal List<int> Functions { get; } = [];

    /// <summary>Globals: the fuel first.</summary>
    internal List<GlobalType> Globals { get; } = [];

    /// <summary>Entries of the table at the start.</summary>
    internal int TableSize { get; }

    /// <summary>Data segments: the first active, the second passive.</summary>
    internal int DataSegments { get; } = 2;

    /// <summary>Functions that are exported.</summary>
    private int Calls { get; }

    /// <summary>The module of a seed.</summary>
    public static GeneratedModule Make(ulong seed)
    {
        var generator = new ModuleGenerator(seed);
        byte[] bytes = generator.Encode();
        return new GeneratedModule(seed, bytes, generator.Calls, generator.Globals.Count, generator._deep);
    }

    /// <summary>The index of a type, added where it is new.</summary>
    internal int IndexOf(FunctionType type)
    {
        int index = Types.IndexOf(type);
        if (index < 0)
        {
            index = Types.Count;
            Types.Add(type);
        }
        return index;
    }

    private ValueType SomeType() => _choices.Percent(60) ? ValueType.I32 : ValueType.I64;

    private ValueType[] SomeTypes(int most)
    {
        var types = new ValueType[_choices.Below(most + 1)];
        for (int i = 0; i < types.Length; i++)
        {
            types[i] = SomeType();
        }
        return types;
    }

    private byte[] Encode()
    {
        // Bodies first: they may add types.
        var bodies = new WasmBytes().Number((uint)Functions.Count);
        foreach (int type in Functions)
        {
            bodies.Sized(new BodyGenerator(this, _choices, Types[type]).Make());
        }
        var module = new WasmBytes().Add(0, 0x61, 0x73, 0x6D, 1, 0, 0, 0);
        module.Section(1, TypeSection());
        var functions = new WasmBytes().Number((uint)Functions.Count);
        Functions.ForEach(type => functions.Number((uint)type));
        module.Section(3, functions);
        module.Section(4, new WasmBytes().Add(1, 0x70, 1).Number((uint)TableSize).Number((uint)TableSize));
        module.Section(5, new WasmBytes().Add(1, 1, 1, MaxPages));
        module.Section(6, GlobalSection());
        module.Section(7, ExportSection());
        module.Section(9, ElementSection());
        module.Section(12, new WasmBytes().Number((uint)DataSegments));
        module.Section(10, bodies);
        module.Section(11, DataSection());
        return module.ToArray();
    }

    private WasmBytes TypeSection()
    {
        var section = new WasmBytes().Number((uint)Types.Count);
        foreach (FunctionType type in Types)
        {
            section.Add(Function).Number((uint)type.Parameters.Length);
            Array.ForEach(type.Parameters, value => section.Add((byte)value));
            section.Number((uint)type.Results.Length);
            Array.ForEach(type.Results, value => section.Add((byte)value));
        }
        return section;
    }

    private WasmBytes GlobalSection()
    {
        var section = new WasmBytes().Number((uint)Globals.Count);
        for (int i = 0; i < Globals.Count; i++)
        {
            long value = i == 0 ? (_deep ? DeepFuel : ShallowFuel) : _choices.Constant();
            bool wide = Globals[i].Type == ValueType.I64;
            section.Add((byte)Globals[i].Type, (byte)(Globals[i].Mutable ? 1 : 0), (byte)(wide ? 0x42 : 0x41));
            section.Signed(wide ? value : unchecked((int)value)).Add(0x0B);
        }
        return section;
    }

    private WasmBytes ExportSection()
    {
        var section = new WasmBytes().Number((uint)(Calls + Globals.Count + 1));
        for (int i = 0; i < Calls; i++)
        {
            section.Name($"f{i}").Add(0).Number((uint)i);
        }
        for (int i = 0; i < Globals.Count; i++)
        {
            section.Name($"g{i}").Add(3).Number((uint)i);
        }
        return section.Name("m").Add(2, 0);
    }

    private WasmBytes ElementSection()
    {
        // One active segment that may leave the last entries null, one passive.
        var section = new WasmBytes().Number(2).Add(0, 0x41, 0, 0x0B);
        for (int segment = 0; segment < 2; segment++)
        {
            if (segment == 1)
            {
                section.Add(1, 0);
            }
            int count = _choices.Below(TableSize + 1);
            section.Number((uint)count);
            for (int i = 0; i < count; i++)
            {
                section.Number((uint)_choices.Below(Functions.Count));
            }
        }
        return section;
    }

    private WasmBytes DataSection()
    {
        var section = new WasmBytes().Number((uint)DataSegments).Add(0, 0x41).Signed(_choices.Below(60_000)).Add(0x0B);
        for (int segment = 0; segment < DataSegments; segment++)
        {
            if (segment == 1)
            {
                section.Add(1);
            }
            byte[] bytes = new byte[_choices.Below(24)];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = (byte)_choices.Next();
            }
            section.Number((uint)bytes.Length).Add(bytes);
        }
        return section;
    }
}
