using Aether.Execution.Wasm.Binary;
using Xunit;

namespace Aether.WasmTests.Binary;

public sealed class WasmErrorTests
{
    [Fact]
    public void ToString_InsideAndOutsideBodies_NamesThePlace()
    {
        Assert.Equal(
            "Malformed at byte 8: unexpected end",
            new WasmError(WasmErrorKind.Malformed, 8, -1, "unexpected end").ToString());
        Assert.Equal(
            "Invalid at byte 40, function 3: type mismatch",
            new WasmError(WasmErrorKind.Invalid, 40, 3, "type mismatch").ToString());
    }
}
