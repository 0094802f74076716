using Aether.Core.Codec;
using Aether.Core.Types;
using BenchmarkDotNet.Attributes;

namespace Aether.Benchmarks.Core;

/// <summary>Decoding and encoding of what arrives most: transfers, votes and payloads of 1,000 transfers.</summary>
[MemoryDiagnoser]
public class CodecBenchmarks
{
    private readonly AceWriter _writer = new(1 << 20);
    private readonly byte[] _transaction = Ace.Encode(Transfer(0));
    private readonly byte[] _vote = Ace.Encode(new Vote(VoteKind.Prevote, 1, 2, default, 3, default));
    private readonly BlockPayload _blockValue = new(
        Enumerable.Range(0, 1_000).Select(n => Transfer((ulong)n)).ToArray());
    private byte[] _block = [];

    /// <summary>Encodes the payload once.</summary>
    [GlobalSetup]
    public void Setup() => _block = Ace.Encode(_blockValue);

    /// <summary>A bank transfer with its two identifiers.</summary>
    [Benchmark]
    public bool DecodeTransaction() => Ace.TryDecode(_transaction, out Transaction _, out _);

    /// <summary>A vote.</summary>
    [Benchmark]
    public bool DecodeVote() => Ace.TryDecode(_vote, out Vote _, out _);

    /// <summary>A payload of 1,000 transfers.</summary>
    [Benchmark(OperationsPerInvoke = 1_000)]
    public bool DecodePayload() => Ace.TryDecode(_block, out BlockPayload _, out _);

    /// <summary>A payload of 1,000 transfers into a buffer that is there.</summary>
    [Benchmark(OperationsPerInvoke = 1_000)]
    public int EncodePayload()
    {
        _writer.Clear();
        _blockValue.Encode(_writer);
        return _writer.Count;
    }

    private static Transaction Transfer(ulong nonce)
    {
        TransactionBody body = new()
        {
            ChainTag = 1,
            FeePayer = default,
            Nonce = nonce,
            ValidUntil = 100,
            Writes = [new ObjectId(AssetId.Swr.Value)],
            Calls = [new ProgramCall(ProgramId.Bank, 0, new byte[112], 1_000)],
            GasLimit = 1_000,
            MaxFee = 1_000_000,
        };
        return new Transaction(body, [new Witness(Witness.Ed25519Scheme, default, default)]);
    }
}
