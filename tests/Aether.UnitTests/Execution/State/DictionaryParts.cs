using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.UnitTests.Execution.State;

/// <summary>The values of a dictionary as the parts of a state.</summary>
internal sealed class DictionaryParts(IReadOnlyDictionary<Hash256, byte[]> values) : IStateParts
{
    public void Read(int part, ChangeSetBuilder builder)
    {
        foreach ((Hash256 key, byte[] value) in
            values.Where(pair => pair.Key.Span[0] == part).OrderBy(pair => pair.Key))
        {
            builder.Add(key, value);
        }
    }
}
