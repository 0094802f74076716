using Aether.Core.Types;

namespace Aether.Node.Indexing;

/// <summary>What an account got and gave of an asset in one transaction, without the fee. Base units.</summary>
internal readonly record struct AssetFlow(AssetId Asset, UInt128 In, UInt128 Out);
