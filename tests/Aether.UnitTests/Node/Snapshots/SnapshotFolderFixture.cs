using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.Node.Snapshots;
using Aether.TestKit.Generators;
using Aether.TestKit.Snapshots;

namespace Aether.UnitTests.Node.Snapshots;

/// <summary>A folder of snapshots of states that no chain ever had: their blocks are not final.</summary>
internal sealed class SnapshotFolderFixture : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("aether-snapshots-").FullName;

    public SnapshotFolderFixture()
    {
        Folder = new FolderMirror(_path);
        Archive = new SnapshotArchive(Folder);
        Head = new SnapshotHead(
            ConsensusGenerator.Proposal(new SeededRandom(1), 2),
            ConsensusGenerator.FinalityProof(new SeededRandom(2), 2),
            []);
    }

    public string Path => _path;

    public FolderMirror Folder { get; }

    public SnapshotArchive Archive { get; }

    public SnapshotHead Head { get; }

    public void Dispose() => Directory.Delete(_path, recursive: true);

    /// <summary>A state as the one after a block.</summary>
    public static SnapshotSource SourceOf(MemoryState state, ulong height) => new(
        KeyOrder.Greatest,
        ConsensusGenerator.Header(new SeededRandom(3), 2) with
        {
            Epoch = (uint)height / 10,
            Height = height,
            StateRoot = state.Root,
        },
        state.Proofs,
        state.Open);

    /// <summary>Interrupts after a number of chunks.</summary>
    public static Action<SnapshotProgress> StopAt(int chunks)
    {
        int done = 0;
        return _ =>
        {
            if (++done == chunks)
            {
                throw new OperationCanceledException();
            }
        };
    }

    /// <summary>Writes the snapshot of a state.</summary>
    public Task<SnapshotManifest> WriteAsync(
        MemoryState state, ulong height, Action<SnapshotProgress>? progress = null) =>
        new SnapshotWriter(Folder, new SnapshotPace(0, TimeProvider.System), progress)
            .WriteFullAsync(SourceOf(state, height), Head, CancellationToken.None);

    /// <summary>The names and bytes of all files, but those of finality proofs.</summary>
    public SortedDictionary<string, string> Contents()
    {
        SortedDictionary<string, string> contents = new(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(_path, "*", SearchOption.AllDirectories))
        {
            string name = System.IO.Path.GetRelativePath(_path, file);
            Hash256 hash = SnapshotContent.NameOf(File.ReadAllBytes(file));
            contents[name] = hash.ToString();
        }
        return contents;
    }
}
