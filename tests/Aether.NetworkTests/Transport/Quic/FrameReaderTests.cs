using System.Buffers.Binary;
using System.Diagnostics;
using Aether.Core;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;
using Aether.NetworkTests.Peers;
using Xunit;

namespace Aether.NetworkTests.Transport.Quic;

/// <summary>Streams of classes in pieces of any length, right and wrong.</summary>
public sealed class FrameReaderTests
{
    [Fact]
    public void TryRead_InPiecesOfAnyLength_GivesTheSameMessages()
    {
        Random random = new(1);
        for (int round = 0; round < 200; round++)
        {
            List<byte[]> messages = [];
            byte[] stream = [(byte)MessageClass.Gossip];
            for (int i = 0; i < 5; i++)
            {
                byte[] message = new byte[1 + random.Next(i % 2 == 0 ? 6 : 3_000)];
                random.NextBytes(message);
                messages.Add(message);
                byte[] header = new byte[4];
                BinaryPrimitives.WriteInt32LittleEndian(header, message.Length);
                stream = [.. stream, .. header, .. message];
            }
            List<byte[]>? read = ReadInPieces(stream, random, out MessageClass? messageClass);
            Assert.NotNull(read);
            Assert.Equal(MessageClass.Gossip, messageClass);
            Assert.Equal(messages, read);
        }
    }

    [Theory]
    [InlineData(MessageClass.Votes, Limits.Network.MaxMessageBytes)]
    [InlineData(MessageClass.Headers, Limits.Network.MaxProposalBytes)]
    public void TryRead_Lengths_AreBounded(MessageClass messageClass, int most)
    {
        Assert.True(IsTaken(most - 1));
        Assert.True(IsTaken(most));
        Assert.False(IsTaken(most + 1));
        Assert.False(IsTaken(0));
        Assert.False(IsTaken(-1));

        bool IsTaken(int length)
        {
            byte[] header = [(byte)messageClass, 0, 0, 0, 0];
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(1), length);
            ReadOnlySpan<byte> data = header;
            return new FrameReader().TryRead(ref data, out _);
        }
    }

    [Fact]
    public void TryRead_MutatedStreams_NeverThrowOrGiveMoreThanCame()
    {
        long inputs = DecoderFuzz.Count;
        long start = Stopwatch.GetTimestamp();
        long taken = 0;
        Random random = new(2);
        byte[] stream = [5, 2, 0, 0, 0, 1, 2, 3, 0, 0, 0, 1, 2, 3, 1, 0, 0, 0, 9, 4, 0, 0, 0, 1, 2, 3, 4];
        for (long input = 0; input < inputs; input++)
        {
            byte[] mutated = stream.AsSpan(0, 1 + random.Next(stream.Length)).ToArray();
            for (int i = random.Next(4); i > 0; i--)
            {
                mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            }
            List<byte[]>? read = ReadInPieces(mutated, random, out MessageClass? messageClass);
            Assert.True(read is null || read.Sum(message => message.Length + 4) < mutated.Length);
            Assert.True(read is null || (int)messageClass!.Value == mutated[0]);
            taken += read is null ? 0 : 1;
        }
        DecoderFuzz.Report("FrameReader", inputs, taken, Stopwatch.GetElapsedTime(start));
        Assert.InRange(taken, 1, inputs - 1);
    }

    /// <summary>The whole messages of a stream, or null when it breaks the format.</summary>
    private static List<byte[]>? ReadInPieces(byte[] stream, Random random, out MessageClass? messageClass)
    {
        FrameReader reader = new();
        BlockPool pool = new();
        List<byte[]> messages = [];
        List<byte> part = [];
        for (int at = 0; at < stream.Length;)
        {
            int length = Math.Min(1 + random.Next(random.Next(2) == 0 ? 4 : 2_000), stream.Length - at);
            ReadOnlySpan<byte> piece = stream.AsSpan(at, length);
            at += length;
            while (piece.Length > 0)
            {
                if (!reader.TryRead(ref piece, out ReadOnlySpan<byte> body))
                {
                    messageClass = null;
                    return null;
                }
                part.AddRange(body);
                reader.Block = part.Count > 0 ? reader.Block ?? pool.Rent(1) : null;
                if (reader.IsWhole)
                {
                    messages.Add([.. part]);
                    part.Clear();
                    pool.Return(reader.Block!);
                    reader.Block = null;
                }
            }
        }
        messageClass = reader.Class;
        return messages;
    }
}
