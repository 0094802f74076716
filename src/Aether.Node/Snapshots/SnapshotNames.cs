using System.Globalization;
using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Node.Snapshots;

/// <summary>Names of snapshots and of what belongs to them, in every mirror.</summary>
internal static class SnapshotNames
{
    /// <summary>What all chunk names start with.</summary>
    public const string Objects = "objects/";

    /// <summary>What names of manifests end with.</summary>
    public const string ManifestSuffix = ".manifest";

    /// <summary>The name of a snapshot: its height, and that of the base of a difference.</summary>
    public static string Of(SnapshotManifest manifest) => manifest.Base is { } start
        ? string.Create(CultureInfo.InvariantCulture, $"{manifest.Height:d12}-since-{start.Height:d12}")
        : OfFull(manifest.Height);

    /// <summary>The name of the full snapshot of a height.</summary>
    public static string OfFull(ulong height) => string.Create(CultureInfo.InvariantCulture, $"{height:d12}-full");

    /// <summary>True for the name of a full snapshot.</summary>
    public static bool IsFull(string snapshot) => snapshot.EndsWith("-full", StringComparison.Ordinal);

    /// <summary>Where the manifest of a snapshot is.</summary>
    public static string Manifest(string snapshot) => snapshot + ManifestSuffix;

    /// <summary>Where the proof that its block is final is.</summary>
    public static string Head(string snapshot) => snapshot + ".head";

    /// <summary>Where a chunk is.</summary>
    public static string Object(Hash256 content) => Objects + Convert.ToHexStringLower(content.Span);

    /// <summary>True for what a person may have typed: no path leads out of a mirror.</summary>
    public static bool IsValid(string snapshot) =>
        snapshot.Length is > 0 and <= 64 && snapshot.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');
}
