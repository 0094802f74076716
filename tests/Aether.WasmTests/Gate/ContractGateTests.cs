using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Gate;
using Aether.Execution.Wasm.Host;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests.Gate;

public sealed class ContractGateTests
{
    private const string Method = "(func (export \"run\"))";

    [Theory]
    [InlineData("")]
    [InlineData("(memory (export \"memory\") 1)")]
    [InlineData("(global (mut i64) (i64.const 1)) (global (export \"version\") i32 (i32.const 1))")]
    [InlineData("(table 2 funcref) (elem (i32.const 0) $f) (func $f)")]
    [InlineData("(func (export \"helper\") (param i32) (result i64) i64.const 1)")]
    [InlineData("(func (param i32) (result i64 i64) local.get 0 i64.extend_i32_u i64.const 1)")]
    [InlineData("(func (param i32) (result i32) local.get 0 i32.extend8_s)")]
    [InlineData("(memory (export \"memory\") 1) (func (memory.fill (i32.const 0) (i32.const 1) (i32.const 2)))")]
    [InlineData("(func unreachable i32.const 1 drop)")]
    [InlineData("(func (param i32) (result i32) (select (result i32) (i32.const 1) (i32.const 2) (local.get 0)))")]
    public void TryAdmit_AllowedParts_AreAdmitted(string part)
    {
        WasmError error = Judge($"(module {Imports()} {part} {Method})");
        Assert.True(error.Kind == WasmErrorKind.None, error.ToString());
    }

    [Theory]
    [InlineData("(func (param f32))", "the type (f32) -> () has other values than integers")]
    [InlineData("(type (func (result externref)))", "has other values than integers")]
    [InlineData("(func (local f64))", "a local is no integer")]
    [InlineData("(func (drop (f64.add (f64.const 1) (f64.const 2))))", "a contract must not use F64Const")]
    [InlineData("(func (drop (ref.null func)))", "a contract must not use RefNull")]
    [InlineData("(func $s) (start $s)", "a contract has no start function")]
    [InlineData("(global f32 (f32.const 1))", "a global is no integer but f32")]
    [InlineData("(global (export \"g\") (mut i32) (i32.const 1))", "g is exported, but is no function")]
    [InlineData("(table (export \"t\") 1 funcref)", "t is exported, but is no function")]
    [InlineData("(table 1 funcref) (table 1 funcref)", "table")]
    [InlineData("(table 1 externref)", "a contract has at most one table, of functions")]
    [InlineData("(table 1 funcref) (func (drop (table.size 0)))", "a contract must not use TableSize")]
    [InlineData("(memory 1)", "the memory is not exported as memory")]
    [InlineData("(memory (export \"mem\") 1)", "mem is exported, but is no function")]
    [InlineData("(func (export \"two\") (result i32 i32) i32.const 1 i32.const 2)", "more than one result")]
    public void TryAdmit_ForbiddenParts_AreNamed(string part, string expected)
    {
        WasmError error = Judge($"(module {part} {Method})");
        Assert.NotEqual(WasmErrorKind.None, error.Kind);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    // Behind each of these no path goes on.
    public static TheoryData<string> Ends { get; } =
    [
        "unreachable", "return", "br 0", "i32.const 0 br_table 0 0", "(loop br 0) unreachable",
        "(if (i32.const 1) (then unreachable) (else unreachable)) unreachable", "block br 0 end unreachable",
        "unreachable (block (loop (block unreachable",
    ];

    [Theory]
    [MemberData(nameof(Ends))]
    public void TryAdmit_ForbiddenInDeadCode_IsRefused(string end)
    {
        string close = new(')', end.Count(letter => letter == '(') - end.Count(letter => letter == ')'));
        (string Code, string Expected)[] hidden =
        [
            ("f32.const 1 drop", "must not use F32Const"),
            ("f64.const 1 drop", "must not use F64Const"),
            ("f32.add drop", "must not use F32Add"),
            ("i32.trunc_f32_s drop", "must not use I32TruncF32S"),
            ("i32.trunc_sat_f64_u drop", "must not use I32TruncSatF64U"),
            ("i32.reinterpret_f32 drop", "must not use I32ReinterpretF32"),
            ("f64.load drop", "must not use F64Load"),
            ("f32.store", "must not use F32Store"),
            ("ref.null func drop", "must not use RefNull"),
            ("ref.func 0 drop", "must not use RefFunc"),
            ("ref.is_null drop", "must not use RefIsNull"),
            ("table.get 0 drop", "must not use TableGet"),
            ("table.size 0 drop", "must not use TableSize"),
            ("table.copy 0 0", "must not use TableCopy"),
            ("(block (result f32) unreachable) drop", "of type f32, which is no integer"),
            ("(loop (result f64) unreachable) drop", "of type f64, which is no integer"),
            ("(if (result externref) (then unreachable) (else unreachable)) drop", "of type externref"),
            ("select (result f64) drop", "of type f64, which is no integer"),
        ];
        foreach ((string code, string expected) in hidden)
        {
            WasmError error = Judge(
                $"(module (memory (export \"memory\") 1) (table 1 funcref) (elem (i32.const 0) $f) {Method} "
                + $"(func $f {end} {code} {close}))");
            Assert.True(error.Kind == WasmErrorKind.Refused, $"{code}: {error}");
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
            Assert.Equal(1, error.Function);
        }
    }

    // Types of live blocks that nothing with floats makes a value of.
    [Theory]
    [InlineData("(block (result f32) unreachable) drop")]
    [InlineData("(loop (result f64) br 0) drop")]
    [InlineData("(if (result f32) (i32.const 1) (then unreachable) (else unreachable)) drop")]
    [InlineData("(block (result funcref) unreachable) drop")]
    public void TryAdmit_BlocksOfOtherTypes_AreRefused(string code)
    {
        WasmError error = Judge($"(module {Method} (func {code}))");
        Assert.Equal(WasmErrorKind.Refused, error.Kind);
        Assert.Contains("which is no integer", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("(elem externref (ref.null extern))", "references of a segment are no functions")]
    [InlineData("(elem declare externref (ref.null extern))", "references of a segment are no functions")]
    public void TryAdmit_OtherSegments_AreRefused(string part, string expected) =>
        Assert.Equal(expected, Judge($"(module {part} {Method})").Message);

    [Theory]
    [InlineData("(import \"env\" \"clock\" (func))", "the host has no function env.clock to import")]
    [InlineData("(import \"wasi\" \"height\" (func (result i64)))", "the host has no function wasi.height to import")]
    [InlineData("(import \"env\" \"height\" (func (result i32)))", "height is imported as () -> (i32)")]
    [InlineData("(import \"env\" \"input_read\" (func (param i32) (result i32)))", "input_read is imported as")]
    [InlineData("(import \"env\" \"memory\" (memory 1))", "the host has no function env.memory to import")]
    [InlineData("(import \"env\" \"height\" (global i64))", "the host has no function env.height to import")]
    public void TryAdmit_OtherImports_AreNamed(string import, string expected)
    {
        WasmError error = Judge($"(module {import} {Method})");
        Assert.Equal(WasmErrorKind.Refused, error.Kind);
        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.True(error.Offset > 8);
    }

    [Theory]
    [InlineData("(module)")]
    [InlineData("(module (func (export \"_run\")))")]
    [InlineData("(module (func (export \"run\") (param i32)))")]
    public void TryAdmit_NoMethod_IsRefused(string text) =>
        Assert.StartsWith("no method is exported", Judge(text).Message, StringComparison.Ordinal);

    [Fact]
    public void TryAdmit_BrokenBytes_AreRefusedByTheLoader()
    {
        bool admitted = ContractGate.TryAdmit(
            new byte[] { 0, 1, 2 }, GasSchedule.Version1, out WasmModule? module, out WasmError error);
        Assert.False(admitted);
        Assert.Null(module);
        Assert.Equal(WasmErrorKind.Malformed, error.Kind);
    }

    // Every host function with its right type.
    private static string Imports() => string.Concat(HostFunctions.All.Select(function =>
    {
        string parameters = string.Concat(function.Parameters.Select(parameter => $" {Name(parameter.Type)}"));
        string result = function.Result == HostType.None ? "" : $" (result {Name(function.Result)})";
        return $"(import \"env\" \"{function.Name}\" (func (param{parameters}){result}))";
    }));

    private static string Name(HostType type) => type == HostType.I64 ? "i64" : "i32";

    private static WasmError Judge(string text)
    {
        bool admitted = ContractGate.TryAdmit(
            WatText.Compile(text), GasSchedule.Version1, out WasmModule? module, out WasmError error);
        Assert.Equal(admitted, error.Kind == WasmErrorKind.None);
        Assert.Equal(admitted, module is not null);
        return error;
    }
}
