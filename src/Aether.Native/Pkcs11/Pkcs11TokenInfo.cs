namespace Aether.Native.Pkcs11;

/// <summary>A token in a slot.</summary>
/// <param name="Slot">Number of the slot, as the module gives it.</param>
/// <param name="Label">Label of the token, without its padding.</param>
/// <param name="Serial">Serial number, without its padding.</param>
/// <param name="PinIsLocked">True after too many wrong PINs.</param>
public sealed record Pkcs11TokenInfo(ulong Slot, string Label, string Serial, bool PinIsLocked);
