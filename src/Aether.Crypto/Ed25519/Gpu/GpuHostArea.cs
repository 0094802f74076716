using System.Runtime.InteropServices;
using Aether.Native.Cuda;

namespace Aether.Crypto.Ed25519.Gpu;

/// <summary>The input of one batch in page-locked memory.</summary>
/// <remarks>
/// Shape: <c>Items</c> n x 96 bytes A | R | S; <c>Messages</c> flat; <c>Ends</c> n exclusive ends, u32 little-endian.
/// </remarks>
internal sealed class GpuHostArea : IDisposable
{
    internal GpuHostArea(CudaContext context, int items, int messageBytes)
    {
        try
        {
            Items = new CudaHostBuffer(context, checked(items * GpuLayout.ItemBytes));
            Messages = new CudaHostBuffer(context, messageBytes);
            Ends = new CudaHostBuffer(context, checked(items * sizeof(uint)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal CudaHostBuffer Items { get; } = null!;

    internal CudaHostBuffer Messages { get; } = null!;

    internal CudaHostBuffer Ends { get; } = null!;

    /// <summary>Writes one item with its message at <paramref name="messageStart"/>.</summary>
    internal void Write(
        int position,
        int messageStart,
        ReadOnlySpan<byte> publicKey,
        ReadOnlySpan<byte> signature,
        ReadOnlySpan<byte> message)
    {
        Span<byte> item = Items.Span.Slice(position * GpuLayout.ItemBytes, GpuLayout.ItemBytes);
        publicKey.CopyTo(item);
        signature.CopyTo(item[Ed25519.PublicKeyBytes..]);
        message.CopyTo(Messages.Span[messageStart..]);
        MemoryMarshal.Cast<byte, uint>(Ends.Span)[position] = (uint)(messageStart + message.Length);
    }

    internal ReadOnlySpan<byte> Item(int position) =>
        Items.Span.Slice(position * GpuLayout.ItemBytes, GpuLayout.ItemBytes);

    internal ReadOnlySpan<byte> Message(int position)
    {
        ReadOnlySpan<uint> ends = MemoryMarshal.Cast<byte, uint>(Ends.Span);
        int start = position == 0 ? 0 : (int)ends[position - 1];
        return Messages.Span[start..(int)ends[position]];
    }

    public void Dispose()
    {
        Items?.Dispose();
        Messages?.Dispose();
        Ends?.Dispose();
    }
}
