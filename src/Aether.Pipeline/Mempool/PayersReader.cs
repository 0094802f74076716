using Aether.Core.Types;

namespace Aether.Pipeline.Mempool;

/// <summary>Reads many accounts of the finalised state, each to the place of its address.</summary>
public delegate void PayersReader(ReadOnlySpan<Address> addresses, Span<PayerState> payers);
