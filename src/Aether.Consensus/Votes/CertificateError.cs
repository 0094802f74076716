namespace Aether.Consensus.Votes;

/// <summary>Why a certificate is refused: the first reason found, from cheap checks to dear ones.</summary>
public enum CertificateError
{
    /// <summary>It is valid.</summary>
    None,

    /// <summary>It is of another epoch.</summary>
    WrongEpoch,

    /// <summary>Without a bitmap it could only be the root certificate of the epoch, and it is not.</summary>
    NotTheRoot,

    /// <summary>A bitmap has not exactly one bit per validator, rounded up to bytes.</summary>
    BitmapLength,

    /// <summary>A bit beyond the last validator is set.</summary>
    TrailingBits,

    /// <summary>A bitmap has no bit.</summary>
    NoSigners,

    /// <summary>The signers have two thirds of the stake or less.</summary>
    BelowQuorum,

    /// <summary>A timeout certificate has no group, or more than are allowed.</summary>
    GroupCount,

    /// <summary>Timeout groups are not strictly ascending by view.</summary>
    GroupOrder,

    /// <summary>A group reports a certificate of the view that timed out, or of a later one.</summary>
    GroupView,

    /// <summary>A validator is in two groups.</summary>
    DuplicateSigner,

    /// <summary>The certificate inside is not of the highest view reported.</summary>
    HighViewMismatch,

    /// <summary>The certificate inside is not one of prevotes.</summary>
    HighCertificateKind,

    /// <summary>The certificate inside is not valid by itself.</summary>
    HighCertificate,

    /// <summary>The signature is all zero bytes.</summary>
    ZeroSignature,

    /// <summary>The signature is no canonical encoding of a point.</summary>
    NotCanonical,

    /// <summary>The signature encodes no point of the curve.</summary>
    NotOnCurve,

    /// <summary>The signature is a point outside the subgroup.</summary>
    NotInSubgroup,

    /// <summary>The signature is the point at infinity.</summary>
    InfiniteSignature,

    /// <summary>The signature is a point, but not of these signers over this content on this chain.</summary>
    WrongSignature,
}
