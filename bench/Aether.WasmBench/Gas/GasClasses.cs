namespace Aether.WasmBench.Gas;

/// <summary>The classes of the schedule.</summary>
/// <remarks>
/// Locals: $a and $b i32, $x and $y i64, $p a place in the chain that fills the memory. Every repetition depends on the
/// one before; jumps go by the bits of a random number, so that they cannot be foretold.
/// </remarks>
internal static class GasClasses
{
    private const string Random =
        "(local.set $a (i32.add (i32.mul (local.get $a) (i32.const 1664525)) (i32.const 1013904223)))";

    private const string Bit = "(i32.and (local.get $a) (i32.const 262144))";

    private const string Low = "(i32.and (i32.shr_u (local.get $a) (i32.const 20)) (i32.const 3))";

    private static readonly int[] s_pages = [1, 2, 4, 8, 16, 32, 64, 128, 256];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<GasClass> All { get; } =
    [
        .. Numbers(), .. Variables(), .. Jumps(), .. Calls(), .. s_pages.SelectMany(Memory), .. Bulk(),
    ];

    private static IEnumerable<GasClass> Numbers()
    {
        yield return Pair("i32.add", "i32", "add");
        yield return Pair("i32.sub", "i32", "sub");
        yield return Pair("i64.add", "i64", "add");
        yield return Pair("i64.and", "i64", "and");
        yield return Pair("i64.xor", "i64", "xor");
        yield return Pair("i32.shl", "i32", "shl");
        yield return Pair("i64.shr_s", "i64", "shr_s");
        yield return Pair("i32.rotl", "i32", "rotl");
        yield return Pair("i64.rotr", "i64", "rotr");
        yield return new("i32.rotl 7", "(local.set $a (i32.rotl (local.get $a) (i32.const 7)))");
        yield return Pair("i32.mul", "i32", "mul");
        yield return Pair("i64.mul", "i64", "mul");
        yield return new("i32.popcnt", "(local.set $a (i32.add (i32.popcnt (local.get $a)) (local.get $b)))");
        yield return new("i32.clz", "(local.set $a (i32.add (i32.clz (local.get $a)) (local.get $b)))");
        yield return new("i64.clz", "(local.set $x (i64.add (i64.clz (local.get $x)) (local.get $y)))");
        yield return new("i64.ctz", "(local.set $x (i64.add (i64.ctz (local.get $x)) (local.get $y)))");
        yield return new("i32.lt_u",
            "(local.set $a (i32.add (i32.lt_u (local.get $a) (local.get $b)) (local.get $a)))");
        yield return new("i64.lt_s",
            "(local.set $x (i64.add (i64.extend_i32_u (i64.lt_s (local.get $x) (local.get $y))) (local.get $x)))");
        yield return new("i64.eqz", "(local.set $x (i64.extend_i32_u (i64.eqz (local.get $x))))");
        yield return new("i32.extend8_s", "(local.set $a (i32.add (i32.extend8_s (local.get $a)) (local.get $b)))");
        yield return new("i64.extend32_s", "(local.set $x (i64.add (i64.extend32_s (local.get $x)) (local.get $y)))");
        yield return new("i32.wrap, i64.extend",
            "(local.set $x (i64.extend_i32_s (i32.wrap_i64 (i64.add (local.get $x) (local.get $y)))))");
        yield return new("i32.div_u",
            "(local.set $a (i32.or (i32.div_u (local.get $b) (local.get $a)) (i32.const 1)))");
        yield return new("i32.div_s",
            "(local.set $a (i32.or (i32.div_s (local.get $b) (local.get $a)) (i32.const 1)))");
        yield return new("i32.rem_u",
            "(local.set $a (i32.or (i32.rem_u (local.get $b) (local.get $a)) (i32.const 1)))");
        yield return new("i64.div_s",
            "(local.set $x (i64.or (i64.div_s (local.get $y) (local.get $x)) (i64.const 1)))");
        yield return new("i64.div_u",
            "(local.set $x (i64.or (i64.div_u (local.get $y) (local.get $x)) (i64.const 1)))");
        yield return new("i64.rem_u",
            "(local.set $x (i64.or (i64.rem_u (local.get $y) (local.get $x)) (i64.const 1)))");
        yield return new("i64.rem_s",
            "(local.set $x (i64.or (i64.rem_s (local.get $y) (local.get $x)) (i64.const 1)))");
    }

    // Either takes the result of the other: the JIT cannot fold a row of them.
    private static GasClass Pair(string name, string type, string operation)
    {
        (string one, string other) = type == "i32" ? ("$a", "$b") : ("$x", "$y");
        string body = $"(local.set {one} ({type}.{operation} (local.get {one}) (local.get {other}))) "
            + $"(local.set {other} ({type}.{operation} (local.get {other}) (local.get {one})))";
        return new(name, body, Repeats: 16);
    }

    private static IEnumerable<GasClass> Variables()
    {
        yield return new("select",
            "(local.set $a (select (i32.add (local.get $a) (local.get $b)) (local.get $b) (local.get $a)))");
        yield return new("select, random", $"{Random}(local.set $b (select (local.get $a) (local.get $b) {Bit}))");
        yield return new("local.tee", "(local.set $a (i32.add (local.tee $b (local.get $a)) (local.get $b)))");
        yield return new("global", "(global.set $g (i32.add (global.get $g) (local.get $b)))");
        yield return new("memory.size", "(local.set $a (i32.add (memory.size) (local.get $a)))");
    }

    private static IEnumerable<GasClass> Jumps()
    {
        yield return new("if, random",
            $"{Random}(if {Bit} (then (local.set $b (i32.add (local.get $b) (local.get $a)))))");
        yield return new("if else, random",
            $"{Random}(if {Bit} (then (local.set $b (i32.add (local.get $b) (local.get $a))))"
            + "(else (local.set $b (i32.mul (local.get $b) (local.get $a)))))");
        yield return new("br_if, random",
            $"{Random}(block (br_if 0 {Bit}) (local.set $b (i32.add (local.get $b) (local.get $a))))");
        yield return new("br_if, taken", "(block (br_if 0 (local.get $b)) (local.set $a (i32.const 0)))");
        yield return new("br_if, not taken", "(block (br_if 0 (i32.eqz (local.get $b))))");
        yield return new("br_table, random",
            $"{Random}(block (block (block (block (br_table 0 1 2 3 {Low})) (local.set $b (i32.const 1))) "
            + "(local.set $b (i32.mul (local.get $b) (local.get $a)))) (local.set $b (i32.sub (local.get $b) "
            + "(local.get $a))))", Repeats: 16);
        yield return new("loop, short",
            "(local.set $b (i32.const 4)) (loop $i (br_if $i (local.tee $b (i32.sub (local.get $b) (i32.const 1)))))");
        yield return new("loop, random",
            $"{Random}(local.set $b (i32.add {Low} (i32.const 1))) (loop $i "
            + "(br_if $i (local.tee $b (i32.sub (local.get $b) (i32.const 1)))))");
    }

    private static IEnumerable<GasClass> Calls()
    {
        yield return new("call", "(local.set $a (call $id (local.get $a)))");
        yield return new("call, 8 arguments",
            "(local.set $x (call $eight (local.get $x) (local.get $y) (local.get $x) (local.get $y) "
            + "(local.get $x) (local.get $y) (local.get $x) (local.get $y)))");
        yield return new("call, 32 arguments",
            $"(local.set $x (call $many {string.Concat(Enumerable.Repeat("(local.get $x)", 32))}))", Repeats: 8);
        yield return new("call, 3 results", "(call $three (local.get $x)) (local.set $x) (local.set $y) (drop)");
        yield return new("call, 32 locals", "(local.set $a (call $wide (local.get $a)))");
        yield return new("call, 900 locals", "(local.set $a (call $widest (local.get $a)))", Repeats: 4);
        yield return new("call_indirect", "(local.set $a (call_indirect (type $one) (local.get $a) (i32.const 0)))");
        yield return new("call_indirect, random",
            $"{Random}(local.set $b (call_indirect (type $one) (local.get $a) {Low}))", Repeats: 16);
    }

    private static IEnumerable<GasClass> Memory(int pages)
    {
        int mask = (pages * 65_536) - 128;
        string any = $"(i32.and (local.get $a) (i32.const {mask}))";
        string size = pages < 16 ? $"{pages * 64} KiB" : $"{pages / 16} MiB";
        yield return new($"i32.load, chain, {size}", "(local.set $p (i32.load (local.get $p)))", pages);
        yield return new($"i64.load, chain, {size}", "(local.set $p (i32.wrap_i64 (i64.load (local.get $p))))", pages);
        yield return new($"i32.load, random, {size}",
            $"{Random}(local.set $b (i32.xor (local.get $b) (i32.load {any})))", pages);
        yield return new($"i32.store, random, {size}", $"{Random}(i32.store offset=16 {any} (i32.const 0))", pages);
        yield return new($"i64.store, across lines, {size}",
            $"{Random}(i64.store (i32.or {any} (i32.const 60)) (i64.const 0))", pages);
        yield return new($"store, load, {size}",
            $"{Random}(i32.store offset=16 {any} (local.get $a)) (local.set $a (i32.load offset=16 {any}))", pages);
        yield return new($"store8, load, {size}",
            "(i32.store8 (i32.const 65) (local.get $a)) (local.set $a (i32.load (i32.const 64)))", pages);
    }

    private static IEnumerable<GasClass> Bulk()
    {
        yield return new("memory.fill 0", "(memory.fill (i32.const 0) (i32.const 0) (i32.const 0))");
        yield return new("memory.fill 64", "(memory.fill (i32.const 0) (i32.const 0) (i32.const 64))");
        yield return new("memory.fill 8 MiB", Fill(8 << 20), 256, 1);
        yield return new("memory.copy 0", "(memory.copy (i32.const 0) (i32.const 64) (i32.const 0))");
        yield return new("memory.copy 64", "(memory.copy (i32.const 0) (i32.const 63) (i32.const 64))");
        yield return new("memory.copy 64, random",
            $"{Random}(memory.copy (i32.and (local.get $a) (i32.const 16776960)) "
            + "(i32.and (i32.rotl (local.get $a) (i32.const 9)) (i32.const 16776960)) (i32.const 64))", 256);
        yield return new("memory.copy 512 KiB",
            "(memory.copy (i32.const 1) (i32.const 524288) (i32.const 524287))", 16, 1);
        yield return new("memory.copy 8 MiB",
            "(memory.copy (i32.const 1) (i32.const 8388608) (i32.const 8388607))", 256, 1);
        yield return new("memory.init 64", "(memory.init $d (i32.const 0) (i32.const 0) (i32.const 64))");
    }

    private static string Fill(int bytes) => $"(memory.fill (i32.const 0) (i32.const 0) (i32.const {bytes}))";
}
