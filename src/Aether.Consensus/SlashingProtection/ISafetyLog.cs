namespace Aether.Consensus.SlashingProtection;

/// <summary>Where a validator's safety record is kept. The last record is the one in force.</summary>
public interface ISafetyLog
{
    /// <summary>The last record; null for a key that never signed.</summary>
    SafetyRecord? Load();

    /// <summary>
    /// Appends a record. When this returns it is on disk; if it cannot be, this throws and nothing may be signed.
    /// </summary>
    void Append(SafetyRecord record);
}
