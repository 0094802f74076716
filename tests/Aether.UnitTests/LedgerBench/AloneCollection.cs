using Xunit;

namespace Aether.UnitTests.LedgerBench;

/// <summary>Tests that no other test may run beside.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    /// <summary>The name of the collection.</summary>
    public const string Name = "alone";
}
