using Aether.Core;

namespace Aether.Da.Shreds;

/// <summary>A block whose shreds can be given away.</summary>
public interface IShredStore
{
    /// <summary>Writes a shred of a complete set, to answer a repair request or a sample.</summary>
    /// <param name="set">Position of the set.</param>
    /// <param name="variant">Which of its variants.</param>
    /// <param name="shard">Which shard.</param>
    /// <param name="destination">Room for <see cref="Limits.Shred.MaxBytes"/>.</param>
    /// <param name="bytes">Bytes written.</param>
    /// <returns>False when the set is not complete or there is no such shard. Never throws.</returns>
    bool TryWriteShred(int set, int variant, int shard, Span<byte> destination, out int bytes);
}
