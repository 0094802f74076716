namespace Aether.Pipeline;

/// <summary>Why a node stopped itself.</summary>
/// <param name="Source">Thread or stage.</param>
/// <param name="Reason">One sentence for the operator.</param>
/// <param name="Exception">What was thrown, if anything was.</param>
public sealed record NodeFault(string Source, string Reason, Exception? Exception);
