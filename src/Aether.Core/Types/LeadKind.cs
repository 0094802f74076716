namespace Aether.Core.Types;

/// <summary>By what right a validator proposes. <b>Consensus</b>: numbers are on the wire.</summary>
public enum LeadKind : byte
{
    /// <summary>Its VRF output is under the lottery threshold.</summary>
    Vrf = 0,

    /// <summary>It is the public backup leader of the view.</summary>
    Backup = 1,
}
