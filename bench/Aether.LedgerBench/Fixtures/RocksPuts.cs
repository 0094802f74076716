using Aether.Core.Types;
using Aether.Native.RocksDb;

namespace Aether.LedgerBench.Fixtures;

/// <summary>
/// The peer of durable commits: RocksDB alone, batched puts of random keys that exist, with its log on.
/// </summary>
/// <remarks>Keys and values have the sizes of the state's; buffers and cache are large enough never to stall.</remarks>
internal sealed class RocksPuts(int accounts) : IDisposable
{
    /// <summary>Puts in a batch.</summary>
    public const int BatchPuts = 1_000;

    private const long MiB = 1 << 20;
    private const int State = 0;
    private const int KeyCount = 1 << 18;

    private readonly SeededRandom _random = new(7);
    private readonly Hash256[] _keys = new Hash256[KeyCount];
    private readonly byte[] _value = LedgerFixture.InitialValue();
    private TemporaryFolder? _folder;
    private RocksDbStore? _store;
    private RocksDbWriteBatch? _batch;
    private int _next;

    /// <summary>Fills the store with every account.</summary>
    public void Open()
    {
        if (_store is not null)
            return;
        _folder = new TemporaryFolder("rocksdb");
        RocksDbOptions options = new()
        {
            WriteBufferBytes = 64 * MiB,
            TotalWriteBufferBytes = 256 * MiB,
            BlockCacheBytes = 512 * MiB,
            MaxLogBytes = 512 * MiB,
        };
        _store = RocksDbStore.Open(_folder.Path, ["state"], options);
        _batch = _store.CreateBatch();
        for (int index = 0; index < accounts; index++)
        {
            _batch.Put(State, LedgerFixture.StateKeyOf(index).Span, _value);
            if (_batch.Count == BatchPuts || index == accounts - 1)
                WriteBatch(sync: false);
        }

        for (int index = 0; index < KeyCount; index++)
            _keys[index] = LedgerFixture.StateKeyOf(_random.Below(accounts));
    }

    /// <summary>One batch of values that never were.</summary>
    public void Put(bool sync)
    {
        for (int put = 0; put < BatchPuts; put++)
        {
            BitConverter.TryWriteBytes(_value.AsSpan(_value.Length - 16), _random.Next());
            _batch!.Put(State, _keys[_next++ & (KeyCount - 1)].Span, _value);
        }

        WriteBatch(sync);
    }

    /// <summary>The value of an account, as the library gives it.</summary>
    public bool TryRead(int slot) => _store!.Contains(State, _keys[slot & (KeyCount - 1)].Span);

    public void Dispose()
    {
        _batch?.Dispose();
        _store?.Dispose();
        _folder?.Dispose();
    }

    private void WriteBatch(bool sync)
    {
        _store!.Write(_batch!, sync);
        _batch!.Clear();
    }
}
