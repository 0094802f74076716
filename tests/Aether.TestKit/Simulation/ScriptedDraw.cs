using System.Security.Cryptography;

namespace Aether.TestKit.Simulation;

/// <summary>Outputs of a VRF that surely win and surely lose the lottery of one view.</summary>
internal static class ScriptedDraw
{
    private static readonly byte[] s_winning = Find(static draw => draw < 8);
    private static readonly byte[] s_losing = Find(static draw => draw > 252);

    /// <summary>Its draw is below a thirty-second.</summary>
    public static ReadOnlySpan<byte> Winning => s_winning;

    /// <summary>Its draw is so high that a share of half of the stake does not lead.</summary>
    public static ReadOnlySpan<byte> Losing => s_losing;

    private static byte[] Find(Func<byte, bool> fits)
    {
        byte[] output = new byte[64];
        byte[] input = [.. "aeth/vrf/lead/v1"u8, .. output];
        for (output[0] = 0; !fits(SHA256.HashData(input)[0]); output[0]++)
        {
            input[^64] = (byte)(output[0] + 1);
        }
        return output;
    }
}
