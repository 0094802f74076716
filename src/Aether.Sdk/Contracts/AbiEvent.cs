using System.Text;
using Aether.Core.Types;

namespace Aether.Sdk.Contracts;

/// <summary>One kind of event that a contract emits.</summary>
/// <param name="Name">Its name, at most 32 ASCII characters.</param>
/// <param name="Docs">One sentence; empty when there is none.</param>
/// <param name="Fields">Topics and data, in order.</param>
public sealed record AbiEvent(string Name, string Docs, IReadOnlyList<AbiField> Fields)
{
    /// <summary>The first topic of such an event: the name, padded with zeros.</summary>
    public Hash256 Topic
    {
        get
        {
            byte[] topic = new byte[Hash256.Bytes];
            Encoding.ASCII.GetBytes(Name, topic);
            return new Hash256(topic);
        }
    }
}
