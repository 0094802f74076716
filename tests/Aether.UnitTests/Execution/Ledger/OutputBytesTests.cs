using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class OutputBytesTests
{
    [Fact]
    public void Write_WithAndWithoutDatum_IsTheCanonicalForm()
    {
        foreach (Hash256? datum in new Hash256?[] { null, TestLedger.Hash(5) })
        {
            TransactionOutput output = new(TestLedger.Owners[1], AssetId.Aic, UInt128.MaxValue - 7, datum);
            byte[] bytes = new byte[OutputBytes.MaxBytes];
            bytes = bytes[..OutputBytes.Write(output, bytes)];
            Assert.Equal(Ace.Encode(output), bytes);
            Assert.Equal(output.Owner, OutputBytes.OwnerOf(bytes));
            Assert.Equal(output.Asset, OutputBytes.AssetOf(bytes));
            Assert.Equal(output.Amount, OutputBytes.AmountOf(bytes));
        }
    }

    [Fact]
    public void WrongSize_IsACorruptState() => Assert.Throws<StateCorruptException>(
        () => OutputBytes.OwnerOf(new byte[TransactionOutput.MinEncodedBytes + 1]));
}
