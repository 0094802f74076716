using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Aether.Node.Telemetry.Catalogue;

namespace Aether.Node.Telemetry;

/// <summary>Counts the requests and streams of one node's servers.</summary>
/// <remarks>
/// Method names come from the table of methods: whatever a client sends beside is called `unknown`, so that labels stay
/// few. <b>Threads</b>: any. <b>Cost</b>: no allocation after the first request of a method.
/// </remarks>
internal sealed class RpcMetrics
{
    private const string Unknown = "unknown";

    private readonly Histogram<double> _seconds;
    private readonly Counter<long> _lagged;
    private readonly string[] _topics;
    private readonly int[] _subscriptions;
    private readonly ConcurrentDictionary<string, RpcMethodCounts> _methods = new();
    private int _inFlight;
    private int _streams;

    /// <summary>Counts into the instruments of a meter.</summary>
    /// <param name="meter">The node's.</param>
    /// <param name="topics">Topics that can be subscribed to.</param>
    public RpcMetrics(Meter meter, params string[] topics)
    {
        _seconds = Instruments.Histogram(meter, RpcRows.RequestSeconds);
        _lagged = Instruments.Counter(meter, RpcRows.SubscriptionLagged);
        _topics = topics;
        _subscriptions = new int[topics.Length];
    }

    /// <summary>Requests under way.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Open Firehose streams.</summary>
    public int FirehoseStreams => Volatile.Read(ref _streams);

    /// <summary>A request begins; gives the time for <see cref="End"/>.</summary>
    public long Begin()
    {
        Interlocked.Increment(ref _inFlight);
        return Stopwatch.GetTimestamp();
    }

    /// <summary>A request is answered.</summary>
    /// <param name="method">A method of the table; null for one that is not in it.</param>
    /// <param name="code">The error's number; 0 for success.</param>
    /// <param name="start">From <see cref="Begin"/>.</param>
    public void End(string? method, int code, long start)
    {
        Interlocked.Decrement(ref _inFlight);
        RpcMethodCounts counts = _methods.GetOrAdd(method ?? Unknown, static name => new RpcMethodCounts(name));
        counts.Add(code);
        _seconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, counts.Label);
    }

    /// <summary>A subscription to a topic begins or ends.</summary>
    public void ChangeSubscriptions(string topic, int change)
    {
        int index = Array.IndexOf(_topics, topic);
        if (index >= 0)
        {
            Interlocked.Add(ref _subscriptions[index], change);
        }
    }

    /// <summary>A subscription fell behind and was told so.</summary>
    public void CountLagged() => _lagged.Add(1);

    /// <summary>A Firehose stream begins or ends.</summary>
    public void ChangeStreams(int change) => Interlocked.Add(ref _streams, change);

    /// <summary>Calls for every topic.</summary>
    public void EachTopic(Action<string, int> use)
    {
        for (int index = 0; index < _topics.Length; index++)
        {
            use(_topics[index], Volatile.Read(ref _subscriptions[index]));
        }
    }

    /// <summary>Calls with method, code and count for every code that a method was answered with.</summary>
    public void EachRequest(Action<string, string, long> use)
    {
        foreach (RpcMethodCounts counts in _methods.Values)
        {
            counts.Each(use);
        }
    }
}
