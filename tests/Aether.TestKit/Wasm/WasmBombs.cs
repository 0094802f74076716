namespace Aether.TestKit.Wasm;

/// <summary>A module made to cost a checker, a compiler or a run more than it looks.</summary>
/// <param name="Name">What it does.</param>
/// <param name="Bytes">The encoded module.</param>
/// <param name="Admitted">True when it is a contract all the same: it exports "f" without parameters.</param>
public sealed record WasmBomb(string Name, byte[] Bytes, bool Admitted);

/// <summary>The collection of modules that must not cost more than modules of their size may.</summary>
public static class WasmBombs
{
    private const int BodyBytes = 64 * 1024;
    private const int ModuleBytes = 512 * 1024;
    private const byte EndByte = 0x0B;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<WasmBomb> All { get; } = [.. Nested(), .. Flat(), .. Running(), .. Declared()];

    /// <summary>A module of many functions without parameters that all have the same body.</summary>
    /// <param name="functions">As many as fit into a module of the largest size.</param>
    /// <param name="locals">64-bit locals of each.</param>
    /// <param name="code">The body without its end.</param>
    public static byte[] Alike(int functions, int locals, byte[] code)
    {
        byte[] declared = locals == 0 ? [0] : new WasmBytes().Number(1).Number((uint)locals).Add(0x7E).ToArray();
        int fit = Math.Min(functions, (ModuleBytes - 20_000) / (code.Length + 10));
        return Module([.. Enumerable.Repeat(new WasmBytes().Add(declared).Add(code).Add(EndByte), fit)]);
    }

    private static IEnumerable<WasmBomb> Nested()
    {
        foreach ((string name, byte op) in new[] { ("blocks", (byte)0x02), ("loops", (byte)0x03) })
        {
            yield return Body($"30,000 nested {name}", false, Repeat(30_000, [op, 0x40]), Repeat(30_000, [EndByte]));
            yield return Body($"300 nested {name}", false, Repeat(300, [op, 0x40]), Repeat(300, [EndByte]));
            yield return Body($"63 nested {name}", true, Repeat(63, [op, 0x40]), Repeat(63, [EndByte]));
        }
        byte[] rounds = Repeat(60, [0x03, 0x40]);
        byte[] branches = [.. Enumerable.Range(0, 60).SelectMany(_ => new byte[] { 0x41, 0, 0x0D, 0, EndByte })];
        yield return Body("60 nested loops that branch", true, rounds, branches);
        yield return Body("30,000 ifs inside each other", false, Repeat(20_000, [0x41, 1, 0x04, 0x40]));
        yield return Many("2,000 functions of 60 nested loops", true, 2_000, [.. rounds, .. Repeat(60, [EndByte])]);
    }

    private static IEnumerable<WasmBomb> Flat()
    {
        yield return Body("unreachable 65,000 times", true, Repeat(65_000, [0x00]));
        yield return Body("65,000 dead drops", true, [0x00], Repeat(65_000, [0x1A]));
        yield return Body("20,000 dead blocks", true, [0x0F], Repeat(20_000, [0x02, 0x40, EndByte]));
        yield return Body("65,000 nops", true, Repeat(65_000, [0x01]));
        yield return Body("20,000 empty blocks", true, Repeat(20_000, [0x02, 0x40, EndByte]));
        yield return Body("20,000 empty loops", true, Repeat(20_000, [0x03, 0x40, EndByte]));
        yield return Body("8,000 ifs", true, Repeat(8_000, [0x41, 1, 0x04, 0x40, 0x01, 0x05, EndByte]));
        yield return Body("10,000 branches out", true, Repeat(10_000, [0x41, 0, 0x0D, 0]));
        yield return Body("20,000 constants", true, Repeat(20_000, [0x41, 1, 0x1A]));
        yield return Body("30,000 operands", false, Repeat(30_000, [0x41, 1]), Repeat(30_000, [0x1A]));
        yield return Body("8,000 operands", true, Repeat(8_000, [0x41, 1]), Repeat(8_000, [0x1A]));
        yield return Body("6,000 divisions", true, Repeat(6_000, [0x42, 7, 0x42, 3, 0x7F, 0x1A]));
        yield return Body("10,000 selects", true, Repeat(6_000, [0x41, 1, 0x41, 2, 0x41, 3, 0x1B, 0x1A]));
        yield return Body("6,000 loads", true, Repeat(6_000, [0x41, 0, 0x28, 2, 0, 0x1A]));
        yield return Many("8 functions of 20,000 empty loops", true, 8, Repeat(20_000, [0x03, 0x40, EndByte]));
        yield return Many("120 functions of 350 ifs", true, 120, Repeat(350, [0x41, 1, 0x04, 0x40, 0x05, EndByte]));
        yield return Many("2,000 functions of 60 blocks", true, 2_000, Repeat(60, [0x02, 0x40, EndByte]));
        yield return Body("a table of 60,000 targets", false, [0x41, 0], Table(60_000));
        byte[] table = [0x02, 0x40, 0x41, 0, .. Table(1_000), EndByte];
        yield return Body("63 tables of 1,000 targets", true, Repeat(63, table));
        yield return Wide("tables over labels of 16 results");
        yield return Body("a number of six bytes", false, [0x41, 0x80, 0x80, 0x80, 0x80, 0x80, 0, 0x1A]);
        yield return Body("9,000 numbers of five bytes", true, Repeat(9_000, [0x41, 0x80, 0x80, 0x80, 0x80, 0, 0x1A]));
        yield return Body("an index of 10,000 bytes", false, [0x10], Repeat(10_000, [0x80]));
    }

    private static IEnumerable<WasmBomb> Running()
    {
        byte[] grow = [0x41, 1, 0x40, 0, 0x1A];
        yield return Body("growth for ever", true, [0x03, 0x40], grow, [0x0C, 0, EndByte]);
        yield return Body("growth by everything", true, [0x03, 0x40, 0x41, 0x7F, 0x40, 0, 0x1A, 0x0C, 0, EndByte]);
        yield return Body("recursion", true, [0x10, 0]);
        yield return Body("recursion with 900 locals", true, 900, [0x10, 0]);
        yield return Body("an empty round", true, [0x03, 0x40, 0x0C, 0, EndByte]);
        byte[] fill = [0x41, 0, 0x41, 1, 0x41, 0x80, 0x80, 0x04, 0xFC, 0x0B, 0];
        yield return Body("filling for ever", true, [0x03, 0x40], fill, [0x0C, 0, EndByte]);
        byte[] blocks = Repeat(10_000, [0x02, 0x40, EndByte]);
        yield return Body("a round of 10,000 blocks", true, [0x03, 0x40], blocks, [0x0C, 0, EndByte]);
        byte[] calls = [0x41, 0, 0x04, 0x40, 0x03, 0x40, 0x10, 0, 0x0C, 0, EndByte, EndByte];
        yield return Body("calls with 900 locals", true, 900, calls);
        yield return new WasmBomb("a start function that ends never", Start([0x03, 0x40, 0x0C, 0, EndByte]), false);
    }

    private static IEnumerable<WasmBomb> Declared()
    {
        var most = new WasmBytes().Number(1).Number(uint.MaxValue).Add(0x7E, EndByte);
        yield return new WasmBomb("four billion locals", Module([most]), false);
        var groups = new WasmBytes().Number(20_000).Add(Repeat(20_000, [1, 0x7E])).Add(EndByte);
        yield return new WasmBomb("20,000 groups of locals", Module([groups]), false);
        yield return new WasmBomb("30,000 groups of none", Module([Groups(30_000, 0)]), true);
        WasmBytes wide = Groups(1, 999);
        yield return new WasmBomb("2,000 functions of 999 locals", Module([.. Enumerable.Repeat(wide, 2_000)]), true);
        yield return new WasmBomb("a million functions said", Counted(3, 1_000_000), false);
        yield return new WasmBomb("four billion types said", Counted(1, uint.MaxValue), false);
        yield return new WasmBomb("four billion bodies said", Counted(10, uint.MaxValue), false);
        yield return new WasmBomb("100,000 types", Sections(1, Repeat(100_000, [0x60, 0, 0]), 100_000), false);
        byte[] custom = [.. Enumerable.Repeat<byte[]>([0, 2, 1, (byte)'x'], 100_000).SelectMany(part => part)];
        yield return new WasmBomb("100,000 custom sections", [.. Head(), .. custom], false);
        yield return new WasmBomb("half a megabyte of zeros", new byte[ModuleBytes], false);
        var name = new WasmBytes().Number(1).Number(400_000).Add(Repeat(400_000, "x"u8.ToArray())).Add(0, 0);
        byte[] exports = new WasmBytes().Section(7, name).ToArray();
        yield return new WasmBomb("a name of 400,000 bytes", [.. Head(), .. exports], false);
    }

    private static byte[] Head() => [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0];

    private static byte[] Repeat(int count, byte[] part)
    {
        byte[] all = new byte[count * part.Length];
        for (int i = 0; i < count; i++)
        {
            part.CopyTo(all, i * part.Length);
        }
        return all;
    }

    private static byte[] Table(int targets) =>
        new WasmBytes().Add(0x0E).Number((uint)targets).Add(new byte[targets + 1]).ToArray();

    private static byte[] Counted(byte section, uint count) =>
        [.. Head(), .. new WasmBytes().Section(section, new WasmBytes().Number(count).Add(0, 0, 0, 0)).ToArray()];

    private static byte[] Sections(byte section, byte[] content, uint count) =>
        [.. Head(), .. new WasmBytes().Section(section, new WasmBytes().Number(count).Add(content)).ToArray()];

    private static WasmBytes Groups(int groups, int locals)
    {
        var body = new WasmBytes().Number((uint)groups);
        for (int i = 0; i < groups; i++)
        {
            body.Number((uint)locals).Add(0x7E);
        }
        return body.Add(EndByte);
    }

    private static WasmBomb Body(string name, bool admitted, params byte[][] code) => Body(name, admitted, 0, code);

    private static WasmBomb Body(string name, bool admitted, int locals, params byte[][] code)
    {
        var body = new WasmBytes();
        body.Add(locals == 0 ? [0] : new WasmBytes().Number(1).Number((uint)locals).Add(0x7E).ToArray());
        Array.ForEach(code, part => body.Add(part));
        return new WasmBomb(name, Module([body.Add(EndByte)]), admitted);
    }

    private static WasmBomb Many(string name, bool admitted, int functions, byte[] code)
    {
        int fit = Math.Min(functions, (ModuleBytes - 20_000) / (code.Length + 6));
        WasmBytes body = new WasmBytes().Add(0).Add(code).Add(EndByte);
        return new WasmBomb($"{name} ({fit} fit)", Module([.. Enumerable.Repeat(body, fit)]), admitted);
    }

    /// <summary>Every table has all labels, and every label of a table is checked against 16 operands.</summary>
    private static WasmBomb Wide(string name)
    {
        byte[] results = Repeat(16, [0x7F]);
        var body = new WasmBytes().Add(0);
        for (int i = 0; i < 60; i++)
        {
            body.Add(0x02, 1).Add(Repeat(16, [0x41, 0])).Add(0x41, 0, 0x0E).Number(1_000).Add(new byte[1_001]);
            body.Add(EndByte).Add(Repeat(16, [0x1A]));
        }
        var types = new WasmBytes().Number(2).Add(0x60, 0, 0, 0x60, 0, 16).Add(results);
        return new WasmBomb(name, Module([body.Add(EndByte)], types), true);
    }

    private static byte[] Start(byte[] code)
    {
        WasmBytes body = new WasmBytes().Add(0).Add(code).Add(EndByte);
        return Module([body], null, new WasmBytes().Section(8, new WasmBytes().Number(0)));
    }

    /// <summary>A module with a page of memory and bodies of type () -> (), the first exported as "f".</summary>
    private static byte[] Module(WasmBytes[] bodies, WasmBytes? types = null, WasmBytes? start = null)
    {
        var functions = new WasmBytes().Number((uint)bodies.Length).Add(new byte[bodies.Length]);
        var code = new WasmBytes().Number((uint)bodies.Length);
        Array.ForEach(bodies, body => code.Sized(body));
        var module = new WasmBytes().Add(Head());
        module.Section(1, types ?? new WasmBytes().Add(1, 0x60, 0, 0));
        module.Section(3, functions);
        module.Section(5, new WasmBytes().Add(1, 0, 1));
        module.Section(7, new WasmBytes().Number(2).Name("f").Add(0, 0).Name("memory").Add(2, 0));
        module.Add(start is null ? [] : start.ToArray());
        return module.Section(10, code).ToArray();
    }
}
