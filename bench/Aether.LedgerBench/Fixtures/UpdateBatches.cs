using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.LedgerBench.Fixtures;

/// <summary>Sets of new values for random accounts that exist: no two sets have the same values.</summary>
internal sealed class UpdateBatches
{
    private const ulong Seed = 0x0bda7e;

    // Rows may share a chain: what one wrote, another must not write again.
    private static long s_created;

    private readonly Hash256[][] _keys;
    private readonly ChangeSetBuilder _builder = new(new ChangeSetPool());
    private readonly byte[] _value = LedgerFixture.InitialValue();
    private ulong _nonce;
    private int _next;

    public UpdateBatches(int accounts, int batches, int keysPerBatch)
    {
        SeededRandom random = new(Seed);
        _keys = new Hash256[batches][];
        for (int batch = 0; batch < batches; batch++)
        {
            HashSet<int> chosen = new(keysPerBatch);
            while (chosen.Count < keysPerBatch)
                chosen.Add(random.Below(accounts));
            _keys[batch] = [.. chosen.Select(LedgerFixture.StateKeyOf)];
        }

        _nonce = (ulong)Interlocked.Increment(ref s_created) << 40;
    }

    /// <summary>The next set. The state it is applied to owns it.</summary>
    public ChangeSet Next()
    {
        foreach (ref readonly Hash256 key in _keys[_next].AsSpan())
        {
            // An account begins with its nonce.
            BinaryPrimitives.WriteUInt64LittleEndian(_value, ++_nonce);
            _builder.Add(key, _value);
        }

        _next = (_next + 1) % _keys.Length;
        return _builder.Build();
    }
}
