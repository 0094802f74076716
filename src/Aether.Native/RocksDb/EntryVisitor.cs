namespace Aether.Native.RocksDb;

/// <summary>Is shown an entry of a store. Both spans are good until it returns.</summary>
public delegate void EntryVisitor(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);
