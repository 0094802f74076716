namespace Aether.Da.ErasureCoding;

/// <summary>A vector of bytes as elements of GF(2^8), in one instruction set: the operations the kernels are written
/// in.</summary>
/// <typeparam name="TVector">The vector, <see cref="Bytes"/> wide.</typeparam>
/// <typeparam name="TMultiplier">A constant to multiply by, in the shape the instructions take it.</typeparam>
internal interface IGf256Lanes<TVector, TMultiplier>
    where TVector : struct
    where TMultiplier : struct
{
    /// <summary>True where every instruction used here exists.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>Bytes of a vector.</summary>
    static abstract int Bytes { get; }

    /// <summary>Reads a vector at any alignment.</summary>
    static abstract TVector Load(ref byte source, nuint offset);

    /// <summary>Writes a vector at any alignment.</summary>
    static abstract void Store(TVector value, ref byte destination, nuint offset);

    /// <summary>The sum of two vectors, which is their exclusive or.</summary>
    static abstract TVector Add(TVector left, TVector right);

    /// <summary>The sum of three vectors.</summary>
    static abstract TVector Add(TVector first, TVector second, TVector third);

    /// <summary>Reads the constant of a multiplier record of <see cref="Gf256.Records"/>.</summary>
    static abstract TMultiplier Prepare(ref byte record);

    /// <summary>Multiplies every byte by a constant.</summary>
    static abstract TVector Multiply(TVector value, TMultiplier multiplier);

    /// <summary>Multiplies every byte by 2.</summary>
    static abstract TVector Double(TVector value);
}
