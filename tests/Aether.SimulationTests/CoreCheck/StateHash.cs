using System.Buffers.Binary;
using System.Collections;
using System.Reflection;
using Aether.Core.Types;

namespace Aether.SimulationTests.CoreCheck;

/// <summary>A fingerprint of everything in a core that can change what it does next.</summary>
/// <remarks>
/// Walks all fields but those named below: what never changes, times (a function of the views gone through here),
/// caches of what was verified, evidence, what was sent, and who signed a certificate, on which no rule depends.
/// </remarks>
internal sealed class StateHash
{
    private static readonly HashSet<string> s_ignored =
    [
        "_config", "_crypto", "_factory", "_rules", "_lottery", "_checker", "_context", "_validators", "_previous",
        "_effects", "_nowMs", "_wallMs", "_timerMs", "_pacemaker", "_position", "_durable", "_nextRequestId",
        "_evidenceChecker", "_detector", "_evidence", "_answers", "_search", "_early", "_restoredPending",
        "_restoredSafety", "_ownProof", "_ownProposal", "_ownPrevote", "_ownPrecommit", "_ownTimeout", "_ownPayload",
        "_range", "_buildTimestampMs", "Signature", "Block", "RetryMs", "Attempts", "Peer", "_order",
        "_orphanOrder", "OuterDeadlineMs", "_timeoutCertificate",
    ];

    private readonly Dictionary<Type, FieldInfo[]> _fields = [];

    /// <summary>The fingerprint of an object and all it holds.</summary>
    public ulong Of(object? value, ulong seed) => value switch
    {
        null => Mix(seed, 1),
        Hash256 hash => Mix(seed, BinaryPrimitives.ReadUInt64LittleEndian(hash.Span)),
        Header header => Of(header.Hash, seed),
        QuorumCertificate certificate => Of(certificate.BlockHash, Mix(seed, (ulong)certificate.Kind)),
        TimeoutCertificate certificate => Mix(Mix(seed, certificate.View), certificate.HighView),
        BlsSignature or VrfProof or Delegate => seed,
        bool flag => Mix(seed, flag ? 3UL : 2UL),
        UInt128 wide => Mix(Mix(seed, (ulong)wide), (ulong)(wide >> 64)),
        Enum kind => Mix(seed, Convert.ToUInt64(kind, null)),
        ulong number => Mix(seed, number),
        long number => Mix(seed, (ulong)number),
        int number => Mix(seed, (ulong)number),
        uint number => Mix(seed, number),
        ushort number => Mix(seed, number),
        byte number => Mix(seed, number),
        IConvertible other => throw new NotSupportedException(other.GetType().Name),
        IDictionary map => OfMap(map, seed),
        IEnumerable items => OfItems(items, seed),
        _ => OfFields(value, seed),
    };

    private static ulong Mix(ulong state, ulong word)
    {
        ulong hash = (state ^ word ^ 0x9E3779B97F4A7C15) * 0xFF51AFD7ED558CCD;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53;
        return hash ^ (hash >> 33);
    }

    // The order of a dictionary is no part of it.
    private ulong OfMap(IDictionary map, ulong seed)
    {
        ulong sum = 0;
        foreach (DictionaryEntry entry in map)
        {
            sum = unchecked(sum + Of(entry.Value, Of(entry.Key, 5)));
        }
        return Mix(seed, sum);
    }

    private ulong OfItems(IEnumerable items, ulong seed)
    {
        ulong hash = Mix(seed, 7);
        foreach (object? item in items)
        {
            hash = Of(item, hash);
        }
        return hash;
    }

    private ulong OfFields(object value, ulong seed)
    {
        Type type = value.GetType();
        if (!_fields.TryGetValue(type, out FieldInfo[]? fields))
        {
            // Anything else has not been thought about.
            bool known = type.Namespace?.StartsWith("Aether", StringComparison.Ordinal) == true
                || type.Name.StartsWith("ValueTuple", StringComparison.Ordinal);
            if (!known)
            {
                throw new NotSupportedException(type.FullName);
            }
            fields = [.. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Where(field => !s_ignored.Contains(NameOf(field)))];
            _fields.Add(type, fields);
        }
        ulong hash = Mix(seed, (ulong)fields.Length);
        foreach (FieldInfo field in fields)
        {
            hash = Of(field.GetValue(value), hash);
        }
        return hash;
    }

    // The field behind a property is named after it, in angle brackets.
    private static string NameOf(FieldInfo field) =>
        field.Name[0] == '<' ? field.Name[1..field.Name.IndexOf('>', StringComparison.Ordinal)] : field.Name;
}
