using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class ValueHasherTests
{
    [Fact]
    // SAFETY: pointers are to records that were taken, and to arrays fixed for the call.
    public unsafe void Hash_ManyLengthsAndRemovals_EqualsTheHashOfEachValue()
    {
        Random random = new(4);
        ValueHasher hasher = new();
        for (int round = 0; round < 40; round++)
        {
            ChangeSetBuilder builder = new();
            for (int number = 0; number < 300; number++)
            {
                byte[] value = new byte[round % 2 == 0 ? 60 : random.Next(number % 50 == 0 ? 3_000 : 300)];
                random.NextBytes(value);
                if (random.Next(10) == 0)
                {
                    builder.Remove(TestLedger.Hash(number));
                }
                else
                {
                    builder.Add(TestLedger.Hash(number), value);
                }
            }
            ChangeSet set = builder.Build();
            Hash256[] pairs = new Hash256[2 * set.Count];
            fixed (Hash256* first = pairs)
            {
                hasher.Hash(set, 0, 7, first);
                hasher.Hash(set, 7, set.Count, first);
            }
            for (int index = 0; index < set.Count; index++)
            {
                Hash256 expected = set.TryValueAt(index, out ReadOnlySpan<byte> value)
                    ? StateHasher.HashValue(value)
                    : default;
                Assert.Equal((set.KeyAt(index), expected), (pairs[2 * index], pairs[(2 * index) + 1]));
            }
        }
    }
}
