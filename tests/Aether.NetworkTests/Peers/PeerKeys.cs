using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.NetworkTests.Peers;

/// <summary>Identities, addresses and records of tests, by number.</summary>
internal static class PeerKeys
{
    public static readonly Hash256 Genesis = Hash256.FromHex(new string('7', 64));

    public static byte[] Seed(int index)
    {
        byte[] seed = new byte[32];
        BinaryPrimitives.WriteInt32LittleEndian(seed, index);
        seed[31] = 0x5A;
        return seed;
    }

    public static PeerId Id(int index)
    {
        byte[] key = new byte[32];
        Ed25519.PublicKeyFromSeed(Seed(index), key);
        return new PeerId(new PublicKey(new Hash256(key)));
    }

    /// <summary>An identity that nothing is signed with: cheap.</summary>
    public static PeerId Name(int index)
    {
        byte[] key = new byte[32];
        BinaryPrimitives.WriteInt32BigEndian(key, index);
        return new PeerId(new PublicKey(new Hash256(key)));
    }

    /// <summary>A public address in a group of its own.</summary>
    public static PeerAddress Address(int index) => At($"{20 + (index >> 16)}.{index >> 8 & 255}.{index & 255}.1:4000");

    /// <summary>A public address in the group of a number.</summary>
    public static PeerAddress InGroup(int group, int host) =>
        At($"{20 + (group >> 16)}.{group >> 8 & 255}.{group & 255}.{host}:4000");

    public static PeerAddress At(string text) =>
        PeerAddress.TryParse(text, out PeerAddress address) ? address : throw new FormatException(text);

    public static NodeRecord Record(int index, ulong sequence = 1, int? validator = null, ulong until = 1_000_000) =>
        NodeRecord.Sign(Seed(index), Genesis, sequence, [Address(index)], Binding(index, validator, until));

    public static ValidatorBinding? Binding(int index, int? validator, ulong until = 1_000_000) =>
        validator is { } account ? ValidatorBinding.Sign(Seed(account), Genesis, Id(index), until) : null;

    public static Address Validator(int index) => Aether.Core.Types.Address.FromPublicKey(Id(index).Key);
}
