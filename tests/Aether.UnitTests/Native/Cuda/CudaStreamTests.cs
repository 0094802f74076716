using Aether.Core.Diagnostics;
using Aether.Native.Cuda;
using Xunit;

namespace Aether.UnitTests.Native.Cuda;

[Collection(CudaCollection.Name)]
public sealed class CudaStreamTests : IDisposable
{
    private readonly int _handlesBefore = CudaDriver.OpenHandles;
    private readonly CudaContext _context;

    public CudaStreamTests()
    {
        Assert.True(CudaContext.TryOpen(0, out CudaContext? context, out string? reason), reason);
        _context = context;
        context.Bind();
    }

    public void Dispose()
    {
        _context.Dispose();
        Assert.Equal(_handlesBefore, CudaDriver.OpenHandles);
    }

    [Fact]
    public void Copies_ThereAndBack_KeepTheBytes()
    {
        using CudaStream stream = new(_context);
        using CudaHostBuffer source = new(_context, 1000);
        using CudaHostBuffer target = new(_context, 1000);
        using CudaBuffer device = new(_context, 1000);
        new Random(1).NextBytes(source.Span);
        target.Span.Clear();
        stream.Fill(device, 7, 1000);
        stream.CopyToDevice(device, source, 600);
        stream.CopyToHost(target, device, 900);
        stream.Synchronize();
        Assert.True(stream.IsIdle);
        Assert.True(source.Span[..600].SequenceEqual(target.Span[..600]));
        Assert.Equal(-1, target.Span[600..900].IndexOfAnyExcept((byte)7));
        Assert.Equal(-1, target.Span[900..].IndexOfAnyExcept((byte)0));
    }

    [Fact]
    public void Notify_AfterACopy_SeesItsBytesAndWakes()
    {
        using AutoResetEvent wake = new(initialState: false);
        using CudaStream stream = new(_context);
        using CudaMarker marker = new(wake);
        using CudaHostBuffer host = new(_context, 8);
        using CudaBuffer device = new(_context, 8);
        for (byte round = 1; round < 50; round++)
        {
            stream.Fill(device, round, 8);
            stream.CopyToHost(host, device, 8);
            stream.Notify(marker);
            Assert.True(wake.WaitOne(TimeSpan.FromSeconds(30)));
            Assert.True(marker.IsReached);
            Assert.Equal(-1, host.Span.IndexOfAnyExcept(round));
        }

        stream.Synchronize();
    }

    [Fact]
    public void Events_InOrder_MeasureTime()
    {
        using CudaStream stream = new(_context);
        using CudaEvent start = new(_context);
        using CudaEvent end = new(_context);
        start.Record(stream);
        end.Record(stream);
        stream.Synchronize();
        Assert.True(end.MillisecondsSince(start) >= 0);
    }

    [Fact]
    public void Copies_BeyondABuffer_AreRefused()
    {
        using CudaStream stream = new(_context);
        using CudaHostBuffer host = new(_context, 10);
        using CudaBuffer device = new(_context, 8);
        Assert.Throws<InvariantViolationException>(() => stream.CopyToDevice(device, host, 9));
        Assert.Throws<InvariantViolationException>(() => stream.CopyToHost(host, device, 9));
        Assert.Throws<InvariantViolationException>(() => stream.Fill(device, 0, 9));
        Assert.Throws<InvariantViolationException>(() => stream.CopyToHost(host, device, -1));
    }

    [Fact]
    public void Handles_AfterDisposal_AreRefused()
    {
        CudaStream stream = new(_context);
        CudaBuffer device = new(_context, 8);
        stream.Dispose();
        device.Dispose();
        Assert.Throws<ObjectDisposedException>(() => stream.Synchronize());
        Assert.Throws<ObjectDisposedException>(() => device.Address);
    }

    [Fact]
    public void Allocation_OfNothingOrTooMuch_Throws()
    {
        Assert.Equal(CudaResult.InvalidValue, Assert.Throws<CudaException>(() => new CudaBuffer(_context, 0)).Result);
        CudaException full = Assert.Throws<CudaException>(() => new CudaBuffer(_context, 1L << 40));
        Assert.Equal(CudaResult.OutOfMemory, full.Result);
        Assert.Equal("cuMemAlloc failed with CUDA_ERROR_OUT_OF_MEMORY", full.Message);
    }

    [Fact]
    public void Thread_ThatIsNotBound_IsRefused()
    {
        CudaException? failure = null;
        Thread thread = new(() => failure = Record.Exception(() => new CudaStream(_context)) as CudaException);
        thread.Start();
        thread.Join();
        Assert.Equal("CUDA_ERROR_INVALID_CONTEXT", failure?.ErrorName);
    }
}
