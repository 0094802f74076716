using System.Buffers.Binary;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Da.Turbine;

/// <summary>The random numbers of a shred's tree, one of 128 bits for each validator.</summary>
/// <remarks>
/// <para>Seed = SHA-256("aeth/turbine/v1" || genesis || epoch u32 || view u64 || proposer u16 || set u16 || shard u8),
/// integers little-endian. Numbers 2j and 2j + 1 are the halves, big-endian, of keyed BLAKE3 under the seed of 64
/// bytes: j as u32 and zeros.</para>
/// <para><b>Cost</b>: no allocation after construction. <b>Threads</b>: one at a time.</para>
/// <para><b>Consensus</b>: every node must find the same tree.</para>
/// </remarks>
internal sealed class TurbineDraws
{
    private const int PerHash = 2;
    private const int PlaceBytes = 4 + 8 + 2 + 2 + 1;

    private readonly byte[] _input = new byte[Hash256.Bytes + PlaceBytes];
    private readonly byte[] _nodes;
    private readonly byte[] _digests;
    private readonly uint[] _key = new uint[Blake3.KeyWords];

    internal TurbineDraws(in Hash256 genesis, uint epoch, int validators)
    {
        Check.That(validators > 0);
        Count = validators;
        int hashes = (validators + PerHash - 1) / PerHash;
        _nodes = new byte[hashes * Blake3Nodes.NodeBytes];
        _digests = new byte[hashes * Blake3.DigestBytes];
        for (int hash = 0; hash < hashes; hash++)
            BinaryPrimitives.WriteUInt32LittleEndian(_nodes.AsSpan(hash * Blake3Nodes.NodeBytes), (uint)hash);
        genesis.Span.CopyTo(_input);
        BinaryPrimitives.WriteUInt32LittleEndian(_input.AsSpan(Hash256.Bytes), epoch);
    }

    /// <summary>Validators.</summary>
    internal int Count { get; }

    /// <summary>The number of a validator for the shred drawn last.</summary>
    internal UInt128 this[int validator] =>
        BinaryPrimitives.ReadUInt128BigEndian(_digests.AsSpan(validator * (Blake3.DigestBytes / PerHash)));

    /// <summary>Draws for a shred.</summary>
    internal void Draw(in ShredPlace place)
    {
        Span<byte> fields = _input.AsSpan(Hash256.Bytes + 4);
        BinaryPrimitives.WriteUInt64LittleEndian(fields, place.View);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[8..], place.Proposer);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[10..], place.Set);
        fields[12] = place.Shard;
        Hash256 seed = Sha256Tagged.Hash("aeth/turbine/v1"u8, _input);
        Blake3.ReadKeyWords(seed.Span, _key);
        Blake3Nodes.KeyedHashMany(_key, _nodes, _digests);
    }
}
