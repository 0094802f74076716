using System.Buffers.Binary;

namespace Aether.KernelBench.Differential;

/// <summary>SplitMix64: reproducible bytes, fast enough not to be seen beside a signature.</summary>
/// <remarks>Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.</remarks>
internal struct SplitMix(ulong state)
{
    private ulong _state = state;

    /// <summary>A generator whose stream is independent of the one with another pair of arguments.</summary>
    public static SplitMix For(ulong seed, ulong stream)
    {
        SplitMix mixer = new(seed);
        ulong first = mixer.Next();
        return new SplitMix(new SplitMix(first ^ (stream * 0xd1342543de82ef95)).Next());
    }

    public ulong Next()
    {
        _state += 0x9e3779b97f4a7c15;
        ulong mixed = _state;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number below <paramref name="bound"/>, which is small: the bias is below 2^-32.</summary>
    public int Below(int bound) => (int)(((Next() >> 32) * (ulong)bound) >> 32);

    /// <summary>Fills the bytes.</summary>
    public void Fill(Span<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, Next());
            bytes = bytes[sizeof(ulong)..];
        }

        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)Next();
    }
}
