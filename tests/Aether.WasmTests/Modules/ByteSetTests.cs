using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests.Modules;

public sealed class ByteSetTests
{
    [Fact]
    public void Contains_WhatWasAdded_AndNothingElse()
    {
        for (int value = 0; value <= byte.MaxValue; value++)
        {
            ByteSet set = default;
            set.Add((byte)value);
            set.Add((byte)value);
            for (int other = 0; other <= byte.MaxValue; other++)
            {
                Assert.Equal(other == value, set.Contains((byte)other));
            }
        }
    }
}
