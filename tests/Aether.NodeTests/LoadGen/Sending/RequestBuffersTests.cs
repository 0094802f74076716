using Aether.TestKit;
using Aether.Tools.LoadGen.Sending;
using Xunit;

namespace Aether.NodeTests.LoadGen.Sending;

public sealed class RequestBuffersTests
{
    private const int Requests = 4_000;
    private const int Bytes = 800;

    [Fact]
    public void Rent_ThousandsAtATime_AllocatesOnce()
    {
        byte[][] rented = new byte[Requests][];
        Allocations.AssertNone(() => RentAndReturn(rented));
    }

    [Fact]
    public void Rent_LongerThanIsKept_IsServedAndTakenBack()
    {
        byte[] request = RequestBuffers.Rent(1 << 20);
        Assert.True(request.Length >= 1 << 20);
        RequestBuffers.Return(request);
    }

    private static void RentAndReturn(byte[][] rented)
    {
        for (int index = 0; index < rented.Length; index++)
        {
            rented[index] = RequestBuffers.Rent(Bytes);
        }
        foreach (byte[] request in rented)
        {
            RequestBuffers.Return(request);
        }
    }
}
