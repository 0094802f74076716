using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Feed;
using Aether.Node.Firehose.Grpc;
using Aether.Node.Firehose.Protos.Streams;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace Aether.Node.Firehose;

/// <summary>Which transactions a client wants: those that fit every list given, by any of its items.</summary>
internal sealed class BlockFilter
{
    private readonly HashSet<Hash256> _addresses;
    private readonly HashSet<Hash256> _objects;
    private readonly HashSet<Hash256> _programs;
    private readonly HashSet<Hash256> _topics;

    private BlockFilter(Filter filter)
    {
        _addresses = SetOf(filter.Addresses, "addresses");
        _objects = SetOf(filter.Objects, "objects");
        _programs = SetOf(filter.Programs, "programs");
        _topics = SetOf(filter.Topics, "topics");
    }

    /// <summary>Reads a request's filter; null when it asks for everything.</summary>
    /// <exception cref="GrpcException">A list is too long, or an item is not 32 bytes.</exception>
    public static BlockFilter? Of(Filter? filter)
    {
        if (filter is null)
        {
            return null;
        }
        BlockFilter read = new(filter);
        bool any = read._addresses.Count + read._objects.Count + read._programs.Count + read._topics.Count > 0;
        return any ? read : null;
    }

    /// <summary>Indexes of the transactions of a block that fit.</summary>
    public int[] Select(FeedBlock block)
    {
        List<int> fitting = [];
        for (int index = 0; index < block.Transactions.Length; index++)
        {
            if (Fits(block.Transactions[index], block.Receipts?[index]))
            {
                fitting.Add(index);
            }
        }
        return [.. fitting];
    }

    private bool Fits(Transaction transaction, Receipt? receipt)
    {
        TransactionBody body = transaction.Body;
        return (_objects.Count == 0 || HasObject(body))
            && (_addresses.Count == 0 || HasAddress(transaction))
            && (_programs.Count == 0 || HasProgram(body, receipt))
            && (_topics.Count == 0 || HasTopic(receipt));
    }

    private bool HasAddress(Transaction transaction)
    {
        if (_addresses.Contains(transaction.Body.FeePayer.Value))
        {
            return true;
        }
        foreach (TransactionOutput output in transaction.Body.Outputs)
        {
            if (_addresses.Contains(output.Owner.Value))
            {
                return true;
            }
        }
        foreach (Witness witness in transaction.Witnesses)
        {
            if (_addresses.Contains(Address.FromPublicKey(witness.Key).Value))
            {
                return true;
            }
        }
        return false;
    }

    private bool HasObject(TransactionBody body)
    {
        foreach (ObjectId[] list in (ReadOnlySpan<ObjectId[]>)[body.Writes, body.Reads])
        {
            foreach (ObjectId item in list)
            {
                if (_objects.Contains(item.Value))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private bool HasProgram(TransactionBody body, Receipt? receipt)
    {
        foreach (ProgramCall call in body.Calls)
        {
            if (_programs.Contains(call.Program.Value))
            {
                return true;
            }
        }
        foreach (LedgerEvent item in receipt?.Events ?? [])
        {
            if (_programs.Contains(item.Program.Value))
            {
                return true;
            }
        }
        return false;
    }

    private bool HasTopic(Receipt? receipt)
    {
        foreach (LedgerEvent item in receipt?.Events ?? [])
        {
            foreach (Hash256 topic in item.Topics)
            {
                if (_topics.Contains(topic))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private static HashSet<Hash256> SetOf(RepeatedField<ByteString> items, string name)
    {
        if (items.Count > Limits.Firehose.MaxFilterItems)
        {
            throw new GrpcException(
                GrpcCode.ResourceExhausted,
                $"a filter holds at most {Limits.Firehose.MaxFilterItems} {name}, and this one {items.Count}");
        }
        HashSet<Hash256> set = [];
        foreach (ByteString item in items)
        {
            set.Add(item.Length == Hash256.Bytes
                ? new Hash256(item.Span)
                : throw new GrpcException(GrpcCode.InvalidArgument, $"each of a filter's {name} is 32 bytes"));
        }
        return set;
    }
}
