using Aether.Core;
using Aether.Core.Ledger;
using Aether.Execution.Wasm.Host;
using Xunit;

namespace Aether.WasmTests.Host;

public sealed class ItemKeysTests
{
    [Fact]
    public void Of_AnyKeyInAnyOrder_IsTheHash()
    {
        ItemKeys keys = new();
        Random random = new(5);
        byte[][] many = [[], .. Enumerable.Range(1, 300).Select(i => Key(random, i))];
        for (int draw = 0; draw < 3_000; draw++)
        {
            byte[] key = many[random.Next(many.Length)];
            Assert.Equal(ContractStorage.ItemKey(key), keys.Of(key));
        }
    }

    // Many share their last byte and their length, and with them their place.
    private static byte[] Key(Random random, int number)
    {
        byte[] key = new byte[random.Next(1, Limits.Contract.MaxKeyBytes + 1)];
        random.NextBytes(key);
        key[^1] = (byte)(number % 3);
        return key;
    }
}
