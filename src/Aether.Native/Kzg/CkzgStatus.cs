namespace Aether.Native.Kzg;

/// <summary>Return codes of c-kzg (<c>C_KZG_RET</c>).</summary>
public enum CkzgStatus
{
    /// <summary>The call succeeded.</summary>
    Ok = 0,

    /// <summary>An input is not canonical, not on the curve, or outside the subgroup.</summary>
    BadArguments = 1,

    /// <summary>An internal error; not expected.</summary>
    Internal = 2,

    /// <summary>Native memory ran out.</summary>
    OutOfMemory = 3,
}
