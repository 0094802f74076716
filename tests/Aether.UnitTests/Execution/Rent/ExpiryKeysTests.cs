using System.Text;
using Aether.Crypto.Merkle;
using Aether.Execution.Rent;
using Xunit;

namespace Aether.UnitTests.Execution.Rent;

public sealed class ExpiryKeysTests
{
    [Fact]
    public void Keys_AreThoseOfTheWireFormat()
    {
        Assert.Equal(StateKey.ForMeta("rent/cursor"u8), ExpiryKeys.Cursor);
        Assert.Equal(
            StateKey.ForMeta([.. Encoding.ASCII.GetBytes("rent/bucket/"), 4, 3, 2, 1]), ExpiryKeys.Bucket(0x01020304));
        Assert.Equal(
            StateKey.ForMeta([.. Encoding.ASCII.GetBytes("rent/page/"), 4, 3, 2, 1, 9, 0, 0, 0]),
            ExpiryKeys.Page(0x01020304, 9));
    }
}
