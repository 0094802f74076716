namespace Aether.Native.Kzg;

/// <summary>Results of a fixed-base sum: the codes of <c>native/include/aether_kzg.h</c>.</summary>
public enum FixedBaseStatus
{
    /// <summary>The sum was written.</summary>
    Ok = 0,

    /// <summary>The sum is the point at infinity.</summary>
    Infinity = 1,

    /// <summary>A scalar is not below the group order.</summary>
    BadScalar = -1,

    /// <summary>The points are related in a way that the sum's additions do not allow: another way must be
    /// used.</summary>
    Exceptional = -2,

    /// <summary>A count or length is wrong.</summary>
    BadArgument = -3,
}
