using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class MemoryKeyValueStoreTests
{
    [Fact]
    public void RandomOperations_EqualTheModel()
    {
        for (int seed = 0; seed < 10; seed++)
        {
            StoreComparison.Run(new MemoryKeyValueStore(), new(StringComparer.Ordinal), seed, 200);
        }
    }
}
