using System.Numerics;
using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Sha256ConstantsTests
{
    [Fact]
    public void NodePadding_IsTheExpandedPaddingPlusTheRoundKeys()
    {
        uint[] words = new uint[Sha256Constants.Rounds];
        words[0] = 0x80000000;
        words[15] = 512;
        for (int t = 16; t < words.Length; t++)
        {
            uint far = words[t - 15];
            uint near = words[t - 2];
            uint sigma0 = BitOperations.RotateRight(far, 7) ^ BitOperations.RotateRight(far, 18) ^ (far >> 3);
            uint sigma1 = BitOperations.RotateRight(near, 17) ^ BitOperations.RotateRight(near, 19) ^ (near >> 10);
            words[t] = unchecked(words[t - 16] + words[t - 7] + sigma0 + sigma1);
        }

        for (int t = 0; t < words.Length; t++)
            Assert.Equal(unchecked(words[t] + Sha256Constants.RoundKeys[t]), Sha256Constants.NodePadding[t]);
    }
}
