using System.Text.Json;

namespace Aether.KernelBench.Differential;

/// <summary>What a run has done so far; written after every segment, read by a run that goes on.</summary>
internal sealed record DifferentialState
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    /// <summary>Changes with the signatures that a seed gives: an older file is not gone on with.</summary>
    public const int CurrentGenerator = 1;

    public int Generator { get; init; } = CurrentGenerator;

    public ulong Seed { get; init; }

    public string Commit { get; set; } = "";

    public string Processor { get; set; } = "";

    /// <summary>Segments that are checked: the next run starts with this one.</summary>
    public long Segments { get; set; }

    public long Signatures { get; set; }

    public long Accepted { get; set; }

    public long Refused { get; set; }

    /// <summary>Signatures that the scalar definition looked at too.</summary>
    public long ScalarSample { get; set; }

    /// <summary>Signatures, honest or with one flipped bit, that libsodium looked at too.</summary>
    public long LibsodiumSample { get; set; }

    /// <summary>Signatures that the AVX2 lanes verified instead of the widest ones.</summary>
    public long Avx2Sample { get; set; }

    public long Mismatches { get; set; }

    /// <summary>Seconds of wall time over all runs.</summary>
    public double Seconds { get; set; }

    public SortedDictionary<string, long> Kinds { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The differences that were found, as text.</summary>
    public List<string> Differences { get; init; } = [];

    /// <summary>Reads a state; null when the file is absent or of another generator.</summary>
    public static DifferentialState? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        DifferentialState? state = JsonSerializer.Deserialize<DifferentialState>(File.ReadAllBytes(path), s_json);
        return state?.Generator == CurrentGenerator ? state : null;
    }

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, s_json);

    /// <summary>Replaces the file in one step.</summary>
    public void Write(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllBytes(path + ".new", ToUtf8());
        File.Move(path + ".new", path, overwrite: true);
    }
}
