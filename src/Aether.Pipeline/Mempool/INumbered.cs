namespace Aether.Pipeline.Mempool;

/// <summary>What a <see cref="NumberedTable{T}"/> holds.</summary>
internal interface INumbered
{
    /// <summary>Its number in the table; -1 outside.</summary>
    int Number { get; set; }
}
