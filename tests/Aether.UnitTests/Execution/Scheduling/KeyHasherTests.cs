using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Scheduling;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class KeyHasherTests
{
    [Fact]
    public void Finish_ManyOfEachKind_EqualsTheSingleHashes()
    {
        KeyHasher hasher = new();
        for (int round = 0; round < 3; round++)
        {
            List<Hash256> expected = [];
            for (int index = 0; index < 200; index++)
            {
                Hash256 id = TestLedger.Hash(index);
                hasher.Add(SlotKind.Declared, false, id, 0);
                expected.Add(StateKey.ForAccount(new Address(id)));
                hasher.Add(SlotKind.Declared, true, id, 0);
                expected.Add(StateKey.ForObject(new ObjectId(id)));
                hasher.Add(SlotKind.Output, false, id, (uint)index);
                expected.Add(StateKey.ForOutput(new OutPoint(id, (uint)index)));
                hasher.AddWitness(id);
                expected.Add(Address.FromPublicKey(new PublicKey(id)).Value);
            }
            Assert.Equal(expected, hasher.Finish().ToArray());
        }
    }
}
