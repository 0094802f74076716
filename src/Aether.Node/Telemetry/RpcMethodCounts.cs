using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Aether.Node.Telemetry;

/// <summary>Answered requests of one method by error code.</summary>
/// <remarks><b>Threads</b>: any. <b>Cost</b>: an interlocked addition; no allocation once a code was seen.</remarks>
internal sealed class RpcMethodCounts(string method)
{
    private readonly ConcurrentDictionary<int, StrongBox<long>> _errors = new();
    private long _ok;

    /// <summary>The method as a label.</summary>
    public KeyValuePair<string, object?> Label { get; } = new("method", method);

    /// <summary>Counts an answer; 0 is success.</summary>
    public void Add(int code)
    {
        if (code == 0)
        {
            Interlocked.Increment(ref _ok);
        }
        else
        {
            Interlocked.Increment(ref _errors.GetOrAdd(code, static _ => new StrongBox<long>()).Value);
        }
    }

    /// <summary>Calls with method, code and count for each code that was seen, success included.</summary>
    public void Each(Action<string, string, long> use)
    {
        use(method, "0", Interlocked.Read(ref _ok));
        foreach ((int code, StrongBox<long> count) in _errors)
        {
            use(method, code.ToString(CultureInfo.InvariantCulture), Interlocked.Read(ref count.Value));
        }
    }
}
