using Aether.Crypto.Ed25519.Batch;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Batch;

public sealed class ScalarBatchTests
{
    [Fact]
    public void Verify_OneBadOfALargeGroup_EqualsOneByOne()
    {
        SignedMessage[] items = [.. Enumerable.Range(0, ScalarBatch.MinLargeGroup).Select(SignatureForge.Honest)];
        items[100].Signature[50] ^= 1;
        BatchBuffers buffers = new(items);
        bool[] together = new bool[items.Length];
        bool[] each = new bool[items.Length];
        ScalarBatch.Verify(buffers.Items, together);
        ScalarBatch.VerifyEach(buffers.Items, 0, items.Length, each);
        Assert.Equal(Enumerable.Range(0, items.Length).Select(i => i != 100), together);
        Assert.Equal(each, together);
    }
}
