namespace Aether.Node.Devnet;

/// <summary>What payloads as shreds came to at one validator or at all of them.</summary>
/// <param name="Heads">Proposals of others whose payload came as shreds.</param>
/// <param name="Assembled">Of those, put together from shreds.</param>
/// <param name="Unrepaired">Of those, without asking for anything.</param>
/// <param name="Whole">Of all, blocks that came whole at last.</param>
/// <param name="Taken">Shreds that arrived and were verified.</param>
/// <param name="Repairs">Shreds that were asked for.</param>
/// <param name="Bad">Shreds that no honest node sends.</param>
/// <param name="Unsent">Datagrams that found no room or no connection.</param>
/// <param name="DeliveryP50Ms">Median time from a head to its payload; of all validators the slowest one's.</param>
/// <param name="DeliveryP95Ms">95th percentile likewise.</param>
internal readonly record struct DevnetShreds(
    long Heads,
    long Assembled,
    long Unrepaired,
    long Whole,
    long Taken,
    long Repairs,
    long Bad,
    long Unsent,
    long DeliveryP50Ms,
    long DeliveryP95Ms)
{
    /// <summary>Both together.</summary>
    public DevnetShreds With(DevnetShreds other) => new(
        Heads + other.Heads,
        Assembled + other.Assembled,
        Unrepaired + other.Unrepaired,
        Whole + other.Whole,
        Taken + other.Taken,
        Repairs + other.Repairs,
        Bad + other.Bad,
        Unsent + other.Unsent,
        Math.Max(DeliveryP50Ms, other.DeliveryP50Ms),
        Math.Max(DeliveryP95Ms, other.DeliveryP95Ms));
}
