using Aether.Consensus.Sequencing;
using Aether.Core.Concurrency;
using Aether.TestKit;
using Xunit;
using static Aether.UnitTests.Consensus.Sequencing.SequenceSamples;

namespace Aether.UnitTests.Consensus.Sequencing;

public sealed class SequenceWriterTests
{
    private readonly SpscLink<SequenceEntry> _ring = new(16);
    private readonly SequenceWriter _writer;

    public SequenceWriterTests() => _writer = new SequenceWriter(_ring);

    [Fact]
    public void Write_WithRoom_KeepsEveryEntry()
    {
        _writer.Write(3, 10, SequenceKind.Begin, Id(1));
        _writer.Write(3, 20, SequenceKind.Skip, Id(2), 5);
        Assert.Equal(
            [new SequenceEntry(3, 10, SequenceKind.Begin, 0, Id(1)), new(3, 20, SequenceKind.Skip, 5, Id(2))], Drain());
        Assert.Equal(0, _writer.Lost);
    }

    [Fact]
    public void Write_FullRing_LosesTheMiddleAndSaysHowMuch()
    {
        _writer.Write(3, 0, SequenceKind.Begin, Id(1));
        for (ulong index = 1; index <= 40; index++)
        {
            _writer.Write(3, index, SequenceKind.Admit, Id((byte)index));
        }
        _writer.Write(3, 41, SequenceKind.Built, Id(2));
        _writer.Write(3, 42, SequenceKind.Sealed, Id(3));
        List<SequenceEntry> entries = Drain();
        Assert.Equal(SequenceKind.Sealed, entries[^1].Kind);
        Assert.Equal(SequenceKind.Lost, entries[^2].Kind);
        SlotSequence record = Build(entries).Single();
        Assert.Equal((ulong)_writer.Lost, record.Steps[^2].LostCount);
        Assert.Equal(43, record.Steps.Length - 1 + _writer.Lost);
        Assert.Equal(SequenceError.EntriesLost, SequenceVerifier.Check(record));
    }

    [Fact]
    public void Write_ReaderGone_NeverBlocksAndLaterSaysAll()
    {
        for (ulong index = 0; index < 1_000; index++)
        {
            _writer.Write(index, index, SequenceKind.Begin, Id(1));
            _writer.Write(index, index, SequenceKind.Sealed, Id(2));
        }
        int kept = Drain().Count;
        Assert.InRange(kept, 1, 16);
        _writer.Write(1_000, 1_000, SequenceKind.Begin, Id(1));
        List<SequenceEntry> entries = Drain();
        Assert.Equal([SequenceKind.Lost, SequenceKind.Begin], entries.Select(entry => entry.Kind));
        Assert.Equal(2_000 - kept, _writer.Lost);
    }

    [Fact]
    public void Write_AllocatesNothing() => Allocations.AssertNone(() =>
    {
        for (ulong index = 0; index < 8; index++)
        {
            _writer.Write(1, index, SequenceKind.Admit, default);
        }
        while (_ring.TryConsume(out _))
        {
            // Makes room for the next run.
        }
    });

    [Fact]
    public async Task Write_WhileAnotherThreadReads_LosesNothingUncounted()
    {
        const int Count = 200_000;
        List<SequenceEntry> read = [];
        Task reader = Task.Run(() =>
        {
            SequenceKind last = SequenceKind.Begin;
            while (last != SequenceKind.Sealed)
            {
                if (_ring.TryConsume(out SequenceEntry entry))
                {
                    last = entry.Kind;
                    read.Add(entry);
                }
                else
                {
                    Thread.Yield();
                }
            }
        });
        for (ulong index = 0; index < Count; index++)
        {
            _writer.Write(1, index, SequenceKind.Admit, Id(1));
        }
        _writer.Write(1, Count, SequenceKind.Sealed, Id(1));
        await reader;
        ulong lost = read.Where(entry => entry.Kind == SequenceKind.Lost)
            .Aggregate(0UL, (sum, entry) => sum + new SequenceStep(entry.Kind, 0, 0, entry.Id).LostCount);
        int kept = read.Count(entry => entry.Kind == SequenceKind.Admit);
        Assert.Equal(Count, kept + (int)lost);
        Assert.Equal((long)lost, _writer.Lost);
    }

    private List<SequenceEntry> Drain()
    {
        List<SequenceEntry> entries = [];
        while (_ring.TryConsume(out SequenceEntry entry))
        {
            entries.Add(entry);
        }
        return entries;
    }
}
