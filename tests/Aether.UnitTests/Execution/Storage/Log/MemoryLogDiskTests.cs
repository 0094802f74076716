using Aether.Execution.Storage.Log;
using Xunit;

namespace Aether.UnitTests.Execution.Storage.Log;

public sealed class MemoryLogDiskTests
{
    [Fact]
    public void Disk_KeepsTheContract() => LogDiskContract.Check(new MemoryLogDisk());
}
