using Aether.Core.Types;
using Aether.Execution.Scheduling;

namespace Aether.LedgerBench.Fixtures;

/// <summary>State keys of many accounts, hashed in vector lanes.</summary>
internal sealed class AccountKeys
{
    private readonly KeyHasher _hasher = new();
    private Hash256[] _addresses = [];

    /// <summary>The keys of accounts next to each other. Valid until the next call.</summary>
    public ReadOnlySpan<Hash256> Of(int first, int count)
    {
        for (int index = first; index < first + count; index++)
            _hasher.AddWitness(LedgerFixture.KeyOf(index).Value);
        _addresses = _hasher.Finish().ToArray();
        foreach (ref readonly Hash256 address in _addresses.AsSpan())
            _hasher.Add(SlotKind.Declared, isObject: false, address, outputIndex: 0);
        return _hasher.Finish();
    }
}
