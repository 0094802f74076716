using Aether.Consensus.SlashingProtection;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>The safety records of one validator in a <see cref="SafetyLogFile"/>.</summary>
internal sealed class FileSafetyLog : ISafetyLog, IDisposable
{
    private readonly SafetyLogFile _file;

    private FileSafetyLog(SafetyLogFile file) => _file = file;

    /// <summary>Opens the log of a validator, or creates it for a key that never signed.</summary>
    /// <param name="path">The file.</param>
    /// <param name="genesisHash">The chain the log is bound to.</param>
    /// <param name="blsKey">The key the log is bound to.</param>
    /// <param name="mayCreate">True only when nothing was ever signed from this data folder.</param>
    /// <exception cref="SafetyLogException">The log is missing though it must exist, damaged, or another's.</exception>
    public static FileSafetyLog OpenOrCreate(string path, Hash256 genesisHash, BlsPublicKey blsKey, bool mayCreate)
    {
        bool create = mayCreate && !File.Exists(path);
        SafetyLogFile file = create
            ? SafetyLogFile.Create(path, genesisHash, blsKey.Span)
            : SafetyLogFile.Open(path, genesisHash, blsKey.Span);
        FileSafetyLog log = new(file);
        try
        {
            _ = log.Load();
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public SafetyRecord? Load()
    {
        if (_file.Last is not { } bytes)
        {
            return null;
        }
        return Ace.TryDecode(bytes, out SafetyRecord record, out DecodeError error)
            ? record
            : throw new SafetyLogException(
                $"the safety log's last record does not decode ({error}); start with new validator keys");
    }

    /// <inheritdoc/>
    public void Append(SafetyRecord record) => _file.Append(Ace.Encode(record));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
