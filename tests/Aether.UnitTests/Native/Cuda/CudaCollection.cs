using Xunit;

namespace Aether.UnitTests.Native.Cuda;

/// <summary>Tests of the device run one after another: its failures and its handles are the whole process's.</summary>
[CollectionDefinition(Name)]
public sealed class CudaCollection
{
    public const string Name = "cuda";
}
