using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Http;

/// <summary>A connection of <see cref="RpcLoop"/>. Its thread alone touches it.</summary>
internal sealed class LoopConnection(Socket socket, long token, RpcClient client)
{
    private byte[] _stored = [];
    private byte[] _unsent = [];
    private int _unsentAt;

    /// <summary>The socket, owned.</summary>
    public Socket Socket { get; } = socket;

    /// <summary>Its descriptor.</summary>
    public int Descriptor { get; } = (int)socket.Handle;

    /// <summary>Its number in the loop.</summary>
    public long Token { get; } = token;

    /// <summary>Who asks.</summary>
    public RpcClient Client { get; } = client;

    /// <summary>Tick at which the connection has waited too long for what it waits for.</summary>
    public long Deadline { get; set; }

    /// <summary>What is waited for: bytes from the client.</summary>
    public bool Reads { get; set; } = true;

    /// <summary>What is waited for: room for bytes to the client.</summary>
    public bool Writes { get; set; }

    /// <summary>A worker has its request.</summary>
    public bool IsAway { get; set; }

    /// <summary>It broke while a worker had its request.</summary>
    public bool IsGone { get; set; }

    /// <summary>The loop has it no more: its descriptor may be another's.</summary>
    public bool IsClosed { get; set; }

    /// <summary>It ends after what is unsent.</summary>
    public bool Closes { get; set; }

    /// <summary>The full server takes it after what is unsent.</summary>
    public bool IsHandedOver { get; set; }

    /// <summary>The head of the last request: the same bytes mean the same again.</summary>
    public byte[] LastHead { get; set; } = [];

    /// <summary>What <see cref="LastHead"/> says.</summary>
    public RequestHead LastRead { get; set; }

    /// <summary>Bytes of a request that is not whole yet.</summary>
    public int StoredBytes { get; private set; }

    /// <summary>Memory that it takes beyond itself.</summary>
    public long Held => _stored.Length + _unsent.Length;

    /// <summary>Bytes of answers that the client has no room for.</summary>
    public ReadOnlySpan<byte> Unsent => _unsent.AsSpan(_unsentAt, UnsentBytes);

    /// <summary>How many those are.</summary>
    public int UnsentBytes { get; private set; }

    /// <summary>The stored bytes.</summary>
    public ReadOnlyMemory<byte> Stored => _stored.AsMemory(0, StoredBytes);

    /// <summary>Room for more bytes behind the stored ones.</summary>
    public Span<byte> RoomForMore()
    {
        if (StoredBytes == _stored.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _stored.Length, 4_096));
            _stored.AsSpan(0, StoredBytes).CopyTo(larger);
            Release(ref _stored);
            _stored = larger;
        }
        return _stored.AsSpan(StoredBytes);
    }

    /// <summary>Counts bytes that were put into <see cref="RoomForMore"/>.</summary>
    public void AddStored(int count) => StoredBytes += count;

    /// <summary>Keeps these bytes, which may be the end of the stored ones, and nothing else.</summary>
    public void Keep(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            Release(ref _stored);
            StoredBytes = 0;
            return;
        }
        if (rest.Length > _stored.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(rest.Length);
            rest.CopyTo(larger);
            Release(ref _stored);
            _stored = larger;
        }
        else
        {
            rest.CopyTo(_stored);
        }
        StoredBytes = rest.Length;
    }

    /// <summary>Keeps bytes that the client has no room for, behind those it had none for before.</summary>
    public void KeepUnsent(ReadOnlySpan<byte> bytes)
    {
        byte[] kept = ArrayPool<byte>.Shared.Rent(UnsentBytes + bytes.Length);
        Unsent.CopyTo(kept);
        bytes.CopyTo(kept.AsSpan(UnsentBytes));
        Release(ref _unsent);
        _unsent = kept;
        _unsentAt = 0;
        UnsentBytes += bytes.Length;
    }

    /// <summary>Counts bytes that were taken.</summary>
    public void Sent(int count)
    {
        _unsentAt += count;
        UnsentBytes -= count;
        if (UnsentBytes == 0)
        {
            Release(ref _unsent);
        }
    }

    /// <summary>Gives all memory back.</summary>
    public void Free()
    {
        StoredBytes = 0;
        UnsentBytes = 0;
        Release(ref _stored);
        Release(ref _unsent);
    }

    /// <summary>The client's address.</summary>
    public static IPAddress? AddressOf(Socket socket) => (socket.RemoteEndPoint as IPEndPoint)?.Address;

    private static void Release(ref byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }
    }
}
