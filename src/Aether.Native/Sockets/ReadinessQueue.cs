using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Aether.Native.Sockets;

/// <summary>Waits for many descriptors at once. Linux on x86-64.</summary>
/// <remarks>
/// <b>Threads</b>: one thread waits; <see cref="Wake"/> from any. <b>Ownership</b>: owns the queue, not what is in it.
/// <b>Errors</b>: <see cref="Win32Exception"/> when the system refuses.
/// </remarks>
// SAFETY: every pointer is to a local or a pinned span and is used within the call alone.
public sealed unsafe class ReadinessQueue : IDisposable
{
    private const int MaxEvents = 256;
    private const long WakeToken = -1;

    private readonly int _queue;
    private readonly int _wake;
    private bool _disposed;

    /// <summary>An empty queue.</summary>
    public ReadinessQueue()
    {
        _queue = Require(StreamMethods.epoll_create1(StreamMethods.EPOLL_CLOEXEC));
        _wake = StreamMethods.eventfd(0, StreamMethods.EFD_FLAGS);
        if (_wake < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            _ = StreamMethods.close(_queue);
            throw new Win32Exception(error);
        }
        Control(StreamMethods.EPOLL_CTL_ADD, _wake, WakeToken, StreamMethods.EPOLLIN);
    }

    /// <summary>True where this works.</summary>
    public static bool IsSupported =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Adds a descriptor with a token from 0 up; it is waited for until it is removed.</summary>
    public void Add(int descriptor, long token, bool read, bool write) =>
        Control(StreamMethods.EPOLL_CTL_ADD, descriptor, token, EventsOf(read, write));

    /// <summary>Changes what a descriptor is waited for. With neither, only its end is told.</summary>
    public void Change(int descriptor, long token, bool read, bool write) =>
        Control(StreamMethods.EPOLL_CTL_MOD, descriptor, token, EventsOf(read, write));

    /// <summary>Removes a descriptor.</summary>
    public void Remove(int descriptor)
    {
        EpollEvent none = default;
        _ = StreamMethods.epoll_ctl(_queue, StreamMethods.EPOLL_CTL_DEL, descriptor, &none);
    }

    /// <summary>Ends the current or the next wait.</summary>
    public void Wake()
    {
        ulong one = 1;
        _ = StreamMethods.write(_wake, &one, sizeof(ulong));
    }

    /// <summary>Waits until something is ready.</summary>
    /// <param name="ready">Receives what is.</param>
    /// <param name="timeoutMs">How long at most.</param>
    /// <returns>How many entries were filled; 0 after the time, or when woken.</returns>
    public int Wait(Span<Readiness> ready, int timeoutMs)
    {
        EpollEvent* events = stackalloc EpollEvent[MaxEvents];
        int found = StreamMethods.epoll_wait(_queue, events, Math.Min(MaxEvents, ready.Length), timeoutMs);
        int count = 0;
        for (int index = 0; index < found; index++)
        {
            if (events[index].Token == WakeToken)
            {
                ulong value;
                _ = StreamMethods.read(_wake, &value, sizeof(ulong));
                continue;
            }
            uint happened = events[index].Events;
            ready[count++] = new Readiness(
                events[index].Token,
                (happened & StreamMethods.EPOLLIN) != 0,
                (happened & StreamMethods.EPOLLOUT) != 0,
                (happened & (StreamMethods.EPOLLERR | StreamMethods.EPOLLHUP)) != 0);
        }
        return count;
    }

    /// <summary>Receives what is there.</summary>
    /// <returns>Bytes received, 0 at the end of the stream, -1 when there are none yet, -2 when it broke.</returns>
    public static int Receive(int socket, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return Outcome(StreamMethods.recv(socket, start, (nuint)buffer.Length, StreamMethods.MSG_DONTWAIT));
        }
    }

    /// <summary>Sends what there is room for.</summary>
    /// <returns>Bytes taken, -1 when there is no room now, -2 when it broke.</returns>
    public static int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        const int Flags = StreamMethods.MSG_DONTWAIT | StreamMethods.MSG_NOSIGNAL;
        fixed (byte* start = bytes)
        {
            return Outcome(StreamMethods.send(socket, start, (nuint)bytes.Length, Flags));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _ = StreamMethods.close(_wake);
            _ = StreamMethods.close(_queue);
        }
    }

    private static int Outcome(nint result)
    {
        if (result >= 0)
        {
            return (int)result;
        }
        return Marshal.GetLastPInvokeError() is SocketMethods.EAGAIN or SocketMethods.EINTR ? -1 : -2;
    }

    private static uint EventsOf(bool read, bool write) =>
        (read ? StreamMethods.EPOLLIN : 0) | (write ? StreamMethods.EPOLLOUT : 0);

    private static int Require(int result) =>
        result >= 0 ? result : throw new Win32Exception(Marshal.GetLastPInvokeError());

    private void Control(int operation, int descriptor, long token, uint events)
    {
        EpollEvent entry = new() { Events = events, Token = token };
        Require(StreamMethods.epoll_ctl(_queue, operation, descriptor, &entry));
    }
}
