using Aether.Native.Cuda;
using Aether.UnitTests.Crypto.Ed25519.Gpu;
using Xunit;

namespace Aether.UnitTests.Native.Cuda;

[Collection(CudaCollection.Name)]
public sealed class CudaModuleTests
{
    [Fact]
    public void Module_OfTheKernels_FindsThemAndRefusesOthers()
    {
        Assert.True(CudaContext.TryOpen(0, out CudaContext? context, out string? reason), reason);
        using (context)
        {
            context.Bind();
            byte[] ptx = GpuStandIn.Ptx();
            Assert.True(CudaModule.TryLoad(context, ptx, out CudaModule? module, out string? error), error);
            using (module)
            {
                CudaFunction kernel = module.GetFunction("aether_ed25519_base_table");
                Assert.Equal("aether_ed25519_base_table", kernel.Name);
                Assert.Equal(1, kernel.BlocksPerMultiprocessor(128));
                CudaException missing = Assert.Throws<CudaException>(() => module.GetFunction("nothing"));
                Assert.Equal(CudaResult.NotFound, missing.Result);
            }
        }
    }

    [Fact]
    public void TryLoad_TextThatIsNoPtx_GivesTheFirstLineOfTheLog()
    {
        Assert.True(CudaContext.TryOpen(0, out CudaContext? context, out string? reason), reason);
        using (context)
        {
            context.Bind();
            Assert.False(CudaModule.TryLoad(context, "nonsense"u8, out CudaModule? module, out string? error));
            Assert.Null(module);
            Assert.Equal(
                "CUDA_ERROR_INVALID_PTX: ptxas fatal   : Missing .version directive at start of file", error);
        }
    }
}
