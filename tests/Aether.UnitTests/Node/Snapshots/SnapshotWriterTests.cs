using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Node.Snapshots;
using Aether.TestKit.Snapshots;
using Xunit;

namespace Aether.UnitTests.Node.Snapshots;

public sealed class SnapshotWriterTests
{
    private const int Big = 400_000;

    private static readonly CancellationToken s_none = CancellationToken.None;

    [Fact]
    public async Task WriteFull_TwoNodes_MakeTheSameBytes()
    {
        MemoryState state = MemoryState.Draw(1, 60, Big);
        using SnapshotFolderFixture one = new();
        using SnapshotFolderFixture other = new();
        SnapshotManifest manifest = await one.WriteAsync(state, 20);
        await other.WriteAsync(state, 20);
        Assert.True(manifest.Parts.Length > 2);
        Assert.Equal(one.Contents(), other.Contents());
    }

    [Fact]
    public async Task WriteFull_InterruptedAfterAnyChunk_GoesOnAndMakesTheSameBytes()
    {
        MemoryState state = MemoryState.Draw(2, 60, Big);
        using SnapshotFolderFixture whole = new();
        int chunks = (await whole.WriteAsync(state, 20)).Parts.Length;
        for (int stop = 1; stop <= chunks; stop++)
        {
            using SnapshotFolderFixture folder = new();
            await Assert.ThrowsAsync<OperationCanceledException>(
                () => folder.WriteAsync(state, 20, SnapshotFolderFixture.StopAt(stop)));
            Assert.Empty(await folder.Archive.ListAsync(s_none));
            int again = 0;
            await folder.WriteAsync(state, 20, _ => again++);
            Assert.Equal(chunks - stop, again);
            Assert.Equal(whole.Contents(), folder.Contents());
        }
    }

    [Fact]
    public async Task WriteFull_JournalTornOrOfAnotherStateOrDamagedChunk_StartsWhereItHolds()
    {
        MemoryState state = MemoryState.Draw(3, 60, Big);
        using SnapshotFolderFixture whole = new();
        await whole.WriteAsync(state, 20);
        foreach (string damage in (string[])["torn", "other", "chunk"])
        {
            using SnapshotFolderFixture folder = new();
            await Assert.ThrowsAsync<OperationCanceledException>(() => folder.WriteAsync(
                damage == "other" ? state.Change(1, 3, 10) : state, 20, SnapshotFolderFixture.StopAt(2)));
            string journal = Assert.Single(Directory.GetFiles(folder.Path, "*.journal"));
            if (damage == "torn")
            {
                using FileStream file = new(journal, FileMode.Open);
                file.SetLength(file.Length - 5);
            }
            if (damage == "chunk")
            {
                string chunk = Directory.GetFiles(System.IO.Path.Combine(folder.Path, "objects"))[0];
                byte[] bytes = await File.ReadAllBytesAsync(chunk, s_none);
                bytes[100] ^= 1;
                await File.WriteAllBytesAsync(chunk, bytes, s_none);
            }
            await folder.WriteAsync(state, 20);
            await SnapshotRetention.ApplyAsync(folder.Folder, s_none);
            Assert.Equal(whole.Contents(), folder.Contents());
        }
    }

    [Fact]
    public async Task WriteDifference_AfterAFullOne_LeadsToTheLaterState()
    {
        MemoryState before = MemoryState.Draw(4, 50, 200);
        MemoryState after = before.Change(5, 9, 200);
        using SnapshotFolderFixture folder = new();
        SnapshotManifest full = await folder.WriteAsync(before, 20);
        SnapshotWriter writer = new(folder.Folder, new SnapshotPace(0, TimeProvider.System));
        SnapshotManifest difference = await writer.WriteDifferenceAsync(
            SnapshotFolderFixture.SourceOf(after, 30), folder.Head, full, s_none);
        Assert.Equal("000000000030-since-000000000020", SnapshotNames.Of(difference));
        Dictionary<Hash256, byte[]> values = new(before.Values);
        for (int index = 0; index < difference.Parts.Length; index++)
        {
            StateItems items = await folder.Archive.ReadChunkAsync(difference, index, s_none);
            for (int item = 0; item < items.Count; item++)
            {
                if (items.TryValueAt(item, out ReadOnlySpan<byte> value))
                {
                    values[items.Keys[item]] = value.ToArray();
                }
                else
                {
                    values.Remove(items.Keys[item]);
                }
            }
        }
        Assert.Equal(after.Root, new MemoryState(values).Root);
    }

    [Fact]
    public async Task Make_ManyEpochs_KeepsTwoSnapshotsAndTheirDifferences()
    {
        MemoryState state = MemoryState.Draw(6, 30, 100);
        using SnapshotFolderFixture folder = new();
        SnapshotWriter writer = new(folder.Folder, new SnapshotPace(0, TimeProvider.System));
        for (ulong epoch = 1; epoch <= 4; epoch++)
        {
            await SnapshotService.MakeAsync(
                folder.Folder, writer, SnapshotFolderFixture.SourceOf(state, 10 * epoch), folder.Head, s_none);
            state = state.Change((int)epoch, 3, 50);
        }
        IReadOnlyList<string> names = await folder.Archive.ListAsync(s_none);
        Assert.Equal(
            [
                "000000000020-since-000000000010", "000000000030-full", "000000000030-since-000000000020",
                "000000000040-full", "000000000040-since-000000000030",
            ],
            names);
        HashSet<string> named = [];
        foreach (string name in names)
        {
            SnapshotManifest manifest = await folder.Archive.ReadManifestAsync(name, s_none);
            named.UnionWith(manifest.Parts.Select(part => SnapshotNames.Object(part.Content)));
        }
        Assert.Equal(named.Order(), await folder.Folder.ListAsync(SnapshotNames.Objects, s_none));
    }
}
