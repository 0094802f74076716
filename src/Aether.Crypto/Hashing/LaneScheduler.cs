using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Aether.Crypto.Hashing;

/// <summary>Feeds any number of messages of any lengths to the lanes of a kernel.</summary>
/// <remarks>
/// <para>A lane that ends its message takes the next one at once, so lanes idle only when no message is left: unequal
/// lengths cost no more than their blocks, and one long message among short ones runs at the pace of one lane.</para>
/// <para>Whole blocks are read where they lie. Only the padded end of a message is copied.</para>
/// <para>Cost: no allocation; about 4 KiB of stack, zeroed before return because messages may be secret.</para>
/// </remarks>
// SAFETY: Require checks all lengths before any pointer is formed; see the members.
internal static unsafe class LaneScheduler<TKernel>
    where TKernel : ILaneKernel
{
    /// <summary>The most lanes a kernel may have.</summary>
    internal const int MaxLanes = 16;

    private const int VectorBytes = 64;
    private const int StateWords = 8;

    /// <summary>Hashes every message.</summary>
    /// <param name="prefixes">Half a block for each message, hashed before it; or empty.</param>
    /// <param name="messages">All messages, end to end.</param>
    /// <param name="ends">Where each message ends; the next one starts there.</param>
    /// <param name="digests">Half a block for each message; no overlap with the input.</param>
    /// <exception cref="ArgumentException">Ends decrease or pass the end, or a span has the wrong length.</exception>
    // SAFETY: Require has checked every range that pointers are built from, and the spans are pinned for the call.
    [SkipLocalsInit]
    internal static void Hash(
        ReadOnlySpan<byte> prefixes, ReadOnlySpan<byte> messages, ReadOnlySpan<int> ends, Span<byte> digests)
    {
        Require(prefixes, messages, ends, digests);
        int stateBytes = StateWords * TKernel.Lanes * (TKernel.BlockBytes / 16);
        int tailBytes = TKernel.Lanes * 2 * TKernel.BlockBytes;
        byte* memory = stackalloc byte[stateBytes + tailBytes + VectorBytes];
        byte* state = (byte*)(((nuint)memory + (VectorBytes - 1)) & ~(nuint)(VectorBytes - 1));
        Lane* lanes = stackalloc Lane[TKernel.Lanes];
        byte** low = stackalloc byte*[MaxLanes];
        byte** high = stackalloc byte*[MaxLanes];

        fixed (byte* prefix = prefixes, message = messages, digest = digests)
        fixed (int* end = ends)
        {
            Queue queue = new()
            {
                Prefixes = prefixes.IsEmpty ? null : prefix,
                Messages = message,
                Ends = end,
                Count = ends.Length,
                Digests = digest,
                State = state,
                Tails = state + stateBytes,
                Lanes = lanes,
                Low = low,
                High = high,
            };
            queue.Run();
        }

        new Span<byte>(state, stateBytes + tailBytes).Clear();
    }

    private static void Require(
        ReadOnlySpan<byte> prefixes, ReadOnlySpan<byte> messages, ReadOnlySpan<int> ends, Span<byte> digests)
    {
        long half = (long)ends.Length * (TKernel.BlockBytes / 2);
        int start = 0;
        bool ordered = true;
        foreach (int end in ends)
        {
            ordered &= end >= start;
            start = end;
        }

        if (!ordered || start > messages.Length)
            throw new ArgumentException("ends decrease or lie past the messages", nameof(ends));
        if (digests.Length != half)
            throw new ArgumentException("not one digest for each message", nameof(digests));
        if (!prefixes.IsEmpty && prefixes.Length != half)
            throw new ArgumentException("not one prefix for each message", nameof(prefixes));
    }

    private struct Lane
    {
        internal long BlocksLeft;
        internal int TailBlocks;
        internal int Item;
        internal int Step;
    }

    // SAFETY: every pointer comes from Hash above; lane numbers are below TKernel.Lanes, items below Count.
    private ref struct Queue
    {
        internal byte* Prefixes;
        internal byte* Messages;
        internal int* Ends;
        internal byte* Digests;
        internal byte* State;
        internal byte* Tails;
        internal Lane* Lanes;
        internal byte** Low;
        internal byte** High;
        internal int Count;

        private int _next;
        private int _active;

        private static int HalfBytes => TKernel.BlockBytes / 2;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal void Run()
        {
            _active = TKernel.Lanes;
            for (int lane = 0; lane < TKernel.Lanes; lane++)
                Take(lane);
            while (_active > 0)
            {
                TKernel.Compress(State, Low, High);
                for (int lane = 0; lane < TKernel.Lanes; lane++)
                {
                    ref Lane current = ref Lanes[lane];
                    byte* next = High[lane] + current.Step;
                    High[lane] = next;
                    Low[lane] = next - HalfBytes;
                    if (--current.BlocksLeft == 0)
                        EndPart(lane);
                }
            }
        }

        // A message has two parts: the blocks that lie whole in the input, and the padded rest in the tail.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void EndPart(int lane)
        {
            if (Lanes[lane].TailBlocks > 0)
            {
                StartTail(lane);
                return;
            }

            TKernel.Finish(State, lane, Digests + ((long)Lanes[lane].Item * HalfBytes));
            Take(lane);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Take(int lane)
        {
            if (_next == Count)
            {
                Idle(lane);
                return;
            }

            ref Lane current = ref Lanes[lane];
            int item = _next++;
            byte* message = Messages + (item == 0 ? 0 : Ends[item - 1]);
            byte* end = Messages + Ends[item];
            byte* prefix = Prefixes is null ? null : Prefixes + ((long)item * HalfBytes);
            long total = (end - message) + (prefix is null ? 0 : HalfBytes);
            int rest = (int)(total % TKernel.BlockBytes);
            TKernel.Start(State, lane);
            current.Item = item;
            current.TailBlocks = FillTail(Tail(lane), total < TKernel.BlockBytes ? prefix : null, end, rest, total);
            current.BlocksLeft = total / TKernel.BlockBytes;
            current.Step = TKernel.BlockBytes;
            if (current.BlocksLeft == 0)
            {
                StartTail(lane);
                return;
            }

            Low[lane] = prefix is null ? message : prefix;
            High[lane] = prefix is null ? message + HalfBytes : message;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void StartTail(int lane)
        {
            ref Lane current = ref Lanes[lane];
            Low[lane] = Tail(lane);
            High[lane] = Tail(lane) + HalfBytes;
            current.BlocksLeft = current.TailBlocks;
            current.TailBlocks = 0;
        }

        // An idle lane compresses its old tail again and again: readable memory, and a result nobody reads.
        private void Idle(int lane)
        {
            ref Lane current = ref Lanes[lane];
            Low[lane] = Tail(lane);
            High[lane] = Tail(lane) + HalfBytes;
            current.BlocksLeft = long.MaxValue;
            current.Step = 0;
            _active--;
        }

        // Copies the last bytes before end, behind the prefix when no block came before, and pads them; returns blocks.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static int FillTail(byte* tail, byte* prefix, byte* end, int rest, long total)
        {
            int lengthBytes = TKernel.BlockBytes / 8;
            int blocks = rest < TKernel.BlockBytes - lengthBytes ? 1 : 2;
            int bytes = blocks * TKernel.BlockBytes;
            int prefixBytes = prefix is null ? 0 : HalfBytes;
            // Stores of known size: clearing a few bytes through a call costs as much as hashing them.
            for (int at = 0; at < bytes; at += VectorBytes)
                Vector512<byte>.Zero.Store(tail + at);
            if (prefixBytes != 0)
                Unsafe.CopyBlockUnaligned(tail, prefix, (uint)prefixBytes);
            int own = rest - prefixBytes;
            new ReadOnlySpan<byte>(end - own, own).CopyTo(new Span<byte>(tail + prefixBytes, own));
            tail[rest] = 0x80;
            BinaryPrimitives.WriteInt64BigEndian(new Span<byte>(tail + bytes - 8, 8), total * 8);
            return blocks;
        }

        private readonly byte* Tail(int lane) => Tails + (lane * 2 * TKernel.BlockBytes);
    }
}
