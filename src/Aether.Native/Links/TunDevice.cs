using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Aether.Native.Links;

/// <summary>
/// The far end of a network interface: reads the IP packets that the kernel sends through it, and writes those it
/// shall receive. Linux, as root.
/// </summary>
/// <remarks>
/// <b>Threads</b>: one thread reads and writes. <b>Errors</b>: opening throws <see cref="IOException"/> with the
/// system's reason; a packet that the kernel does not take is lost, as on any link.
/// Source: Documentation/networking/tuntap.rst of the kernel, setns(2).
/// </remarks>
public sealed partial class TunDevice : IDisposable
{
    private const int ReadOnly = 0;
    private const int ReadWrite = 2;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int NetworkNamespace = 0x40000000;
    private const nuint SetInterface = 0x400454CA;
    private const ushort TunWithoutHeader = 0x1001;
    private const int NameBytes = 16;
    private const int RequestBytes = 40;
    private const short Readable = 1;

    private readonly SafeFileHandle _handle;

    private TunDevice(SafeFileHandle handle) => _handle = handle;

    /// <summary>Creates an interface inside a network namespace. It vanishes with this object.</summary>
    /// <param name="namespacePath">The namespace's file, such as `/var/run/netns/NAME`.</param>
    /// <param name="name">Name of the interface, 1 to 15 ASCII characters.</param>
    /// <exception cref="IOException">The namespace or the interface cannot be opened; root is needed.</exception>
    public static TunDevice Open(string namespacePath, string name)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(name.Length, NameBytes, nameof(name));
        TunDevice? device = null;
        Exception? failure = null;
        // A thread of its own: the namespace of a thread cannot be left safely, so it ends in it.
        Thread thread = new(() =>
        {
            try
            {
                device = OpenInside(namespacePath, name);
            }
            catch (IOException error)
            {
                failure = error;
            }
        });
        thread.Start();
        thread.Join();
        return device ?? throw new IOException(failure!.Message, failure);
    }

    /// <summary>Takes the next packet that waits; 0 when none does.</summary>
    /// <param name="packet">At least as long as the interface's largest packet; a longer one is cut.</param>
    public int Read(Span<byte> packet)
    {
        nint length = read(_handle, ref MemoryMarshal.GetReference(packet), (nuint)packet.Length);
        return (int)Math.Max(length, 0);
    }

    /// <summary>Hands a packet to the kernel. False when it did not take it.</summary>
    public bool Write(ReadOnlySpan<byte> packet) =>
        write(_handle, ref MemoryMarshal.GetReference(packet), (nuint)packet.Length) == packet.Length;

    /// <summary>Waits until one of the devices has a packet or the time is over.</summary>
    /// <param name="devices">At most 64.</param>
    /// <param name="timeoutMs">Milliseconds; 0 returns at once.</param>
    /// <returns>A bit for each device that has a packet.</returns>
    public static ulong Wait(ReadOnlySpan<TunDevice> devices, int timeoutMs)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(devices.Length, 64, nameof(devices));
        Span<PollEntry> entries = stackalloc PollEntry[devices.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            entries[i] = new PollEntry { Descriptor = (int)devices[i]._handle.DangerousGetHandle(), Events = Readable };
        }
        if (poll(ref MemoryMarshal.GetReference(entries), (nuint)entries.Length, timeoutMs) <= 0)
        {
            return 0;
        }
        ulong readable = 0;
        for (int i = 0; i < entries.Length; i++)
        {
            readable |= (entries[i].Returned & Readable) != 0 ? 1UL << i : 0;
        }
        return readable;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static TunDevice OpenInside(string namespacePath, string name)
    {
        using SafeFileHandle place = new(open(namespacePath, ReadOnly | CloseOnExec), ownsHandle: true);
        Require(!place.IsInvalid && setns(place, NetworkNamespace) == 0, $"cannot enter {namespacePath}");
        SafeFileHandle handle = new(open("/dev/net/tun", ReadWrite | NonBlocking | CloseOnExec), ownsHandle: true);
        try
        {
            Require(!handle.IsInvalid, "cannot open /dev/net/tun");
            Span<byte> request = stackalloc byte[RequestBytes];
            request.Clear();
            Encoding.ASCII.GetBytes(name, request);
            MemoryMarshal.Write(request[NameBytes..], TunWithoutHeader);
            int result = ioctl(handle, SetInterface, ref MemoryMarshal.GetReference(request));
            Require(result == 0, $"cannot create the interface {name}");
            return new TunDevice(handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static void Require(bool done, string what)
    {
        if (!done)
        {
            throw new IOException($"{what}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int setns(SafeFileHandle place, int kind);

    [LibraryImport("libc", SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int ioctl(SafeFileHandle descriptor, nuint request, ref byte argument);

    [LibraryImport("libc", SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int poll(ref PollEntry entries, nuint count, int timeoutMs);

    [LibraryImport("libc", SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial nint read(SafeFileHandle descriptor, ref byte buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial nint write(SafeFileHandle descriptor, ref byte buffer, nuint count);
}
