using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Node.Snapshots;
using Aether.TestKit.Snapshots;
using Xunit;

namespace Aether.UnitTests.Node.Snapshots;

public sealed class SnapshotArchiveTests
{
    private static readonly CancellationToken s_none = CancellationToken.None;
    private static readonly MemoryState s_state = MemoryState.Draw(1, 60, 400_000);

    [Theory]
    [InlineData("flipped", "does not have the content")]
    [InlineData("missing", "is missing")]
    [InlineData("swapped", "does not have the content")]
    [InlineData("foreign", "does not have the content")]
    [InlineData("short", "another size")]
    [InlineData("long", "another size")]
    public async Task ReadChunk_Damaged_IsNamedAndRefused(string damage, string reason)
    {
        using SnapshotFolderFixture folder = new();
        SnapshotManifest manifest = await folder.WriteAsync(s_state, 20);
        SnapshotManifest other = await folder.WriteAsync(s_state.Change(1, 5, 10), 30);
        string path = PathOf(folder, manifest, 1);
        byte[] bytes = await File.ReadAllBytesAsync(path, s_none);
        byte[] damaged = damage switch
        {
            "flipped" => Flip(bytes),
            "swapped" => Fit(await File.ReadAllBytesAsync(PathOf(folder, manifest, 0), s_none), bytes.Length),
            "foreign" => Fit(await File.ReadAllBytesAsync(PathOf(folder, other, 1), s_none), bytes.Length),
            "short" => bytes[..^1],
            _ => [.. bytes, 0],
        };
        File.Delete(path);
        if (damage != "missing")
        {
            await File.WriteAllBytesAsync(path, damaged, s_none);
        }
        await folder.Archive.ReadChunkAsync(manifest, 0, s_none);
        SnapshotFailureException failure = await Assert.ThrowsAsync<SnapshotFailureException>(
            () => folder.Archive.ReadChunkAsync(manifest, 1, s_none));
        Assert.Equal(("000000000020-full", 1), (failure.Snapshot, failure.Chunk));
        Assert.Contains("chunk 1 of 000000000020-full", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadChunk_ManifestNamesAnotherStatesChunk_HasNoProof()
    {
        using SnapshotFolderFixture folder = new();
        SnapshotManifest manifest = await folder.WriteAsync(s_state, 20);
        SnapshotManifest other = await folder.WriteAsync(s_state.Change(1, 5, 10), 30);
        SnapshotManifest lying = manifest with { Parts = other.Parts };
        SnapshotFailureException failure = await Assert.ThrowsAsync<SnapshotFailureException>(
            () => folder.Archive.ReadChunkAsync(lying, 0, s_none));
        Assert.Contains("does not lead to the state root", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadManifest_MissingMalformedOrMisplaced_IsRefused()
    {
        using SnapshotFolderFixture folder = new();
        SnapshotManifest manifest = await folder.WriteAsync(MemoryState.Draw(2, 5, 50), 20);
        await RefusedAsync(folder, "000000000010-full");
        await folder.Folder.WriteAsync("000000000010-full.manifest", Ace.Encode(manifest), s_none);
        await RefusedAsync(folder, "000000000010-full");
        await folder.Folder.WriteAsync("000000000020-full.manifest", new byte[] { 1, 2 }, s_none);
        await RefusedAsync(folder, "000000000020-full");
        await folder.Folder.DeleteAsync("000000000020-full.head", s_none);
        await Assert.ThrowsAsync<SnapshotFailureException>(
            () => folder.Archive.ReadHeadAsync("000000000020-full", s_none));
    }

    [Fact]
    public async Task Copy_ToAnotherFolder_IsTheSameAndGoesOn()
    {
        using SnapshotFolderFixture source = new();
        using SnapshotFolderFixture destination = new();
        SnapshotManifest manifest = await source.WriteAsync(s_state, 20);
        string name = SnapshotNames.Of(manifest);
        await Assert.ThrowsAsync<OperationCanceledException>(() => SnapshotCopy.RunAsync(
            source.Archive,
            destination.Archive,
            name,
            SnapshotFolderFixture.StopAt(2),
            s_none));
        Assert.Empty(await destination.Archive.ListAsync(s_none));
        await SnapshotCopy.RunAsync(source.Archive, destination.Archive, name, null, s_none);
        Assert.Equal(source.Contents(), destination.Contents());
    }

    [Fact]
    public async Task Copy_OfADamagedChunk_StopsThere()
    {
        using SnapshotFolderFixture source = new();
        using SnapshotFolderFixture destination = new();
        SnapshotManifest manifest = await source.WriteAsync(s_state, 20);
        string path = PathOf(source, manifest, 1);
        await File.WriteAllBytesAsync(path, Flip(await File.ReadAllBytesAsync(path, s_none)), s_none);
        SnapshotFailureException failure = await Assert.ThrowsAsync<SnapshotFailureException>(() =>
            SnapshotCopy.RunAsync(source.Archive, destination.Archive, SnapshotNames.Of(manifest), null, s_none));
        Assert.Equal(1, failure.Chunk);
        Assert.Empty(await destination.Archive.ListAsync(s_none));
    }

    private static Task RefusedAsync(SnapshotFolderFixture folder, string name) =>
        Assert.ThrowsAsync<SnapshotFailureException>(() => folder.Archive.ReadManifestAsync(name, s_none));

    private static string PathOf(SnapshotFolderFixture folder, SnapshotManifest manifest, int index) =>
        System.IO.Path.Combine(folder.Path, SnapshotNames.Object(manifest.Parts[index].Content));

    private static byte[] Flip(byte[] bytes)
    {
        byte[] flipped = [.. bytes];
        flipped[flipped.Length / 2] ^= 0x40;
        return flipped;
    }

    private static byte[] Fit(byte[] bytes, int length)
    {
        byte[] fitted = new byte[length];
        bytes.AsSpan(0, Math.Min(length, bytes.Length)).CopyTo(fitted);
        return fitted;
    }
}
