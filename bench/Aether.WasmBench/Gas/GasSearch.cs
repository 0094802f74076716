using Aether.Execution.Wasm.Modules;

namespace Aether.WasmBench.Gas;

/// <summary>Searches for the loop that takes the most time for its gas.</summary>
/// <remarks>
/// Random programs of a few class bodies in random order and number; the best ones are changed and measured again. The
/// seed is fixed, the times are not.
/// </remarks>
internal static class GasSearch
{
    private const int Kept = 6;
    private const int MostBodies = 5;

    /// <summary>The worst program that so many trials find, compiled.</summary>
    public static (string Program, GasFigure Figure) Run(string folder, int trials)
    {
        Random random = new(37);
        List<(GasClass[] Bodies, GasFigure Figure)> best = [];
        for (int trial = 0; trial < trials; trial++)
        {
            GasClass[] bodies = trial < trials / 3 || best.Count == 0
                ? Draw(random)
                : Change(random, best[random.Next(best.Count)].Bodies);
            if (TryMeasure(folder, bodies, 5) is { } figure)
            {
                best.Add((bodies, figure));
            }

            best = [.. best.OrderByDescending(one => one.Figure.Price).Take(Kept)];
        }

        // What was only unlucky once falls back when it is measured longer.
        (GasClass[] worst, GasFigure most) = best
            .Select(one => (one.Bodies, Figure: TryMeasure(folder, one.Bodies, 25) ?? one.Figure))
            .MaxBy(one => one.Figure.Price);
        return (string.Join(" + ", worst.Select(body => $"{body.Repeats} x {body.Name}")), most);
    }

    // Bodies are not made for each other: a division may find the zero that another one left.
    private static GasFigure? TryMeasure(string folder, GasClass[] bodies, int rounds)
    {
        WasmModule module = GasProgram.Load(folder, bodies);
        try
        {
            using GasProgram program = GasProgram.Compiled(module);
            return program.Measure(rounds);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static GasClass[] Draw(Random random)
    {
        GasClass[] bodies = new GasClass[random.Next(1, MostBodies + 1)];
        for (int i = 0; i < bodies.Length; i++)
        {
            bodies[i] = One(random);
        }

        return bodies;
    }

    private static GasClass One(Random random)
    {
        GasClass one = GasClasses.All[random.Next(GasClasses.All.Count)];
        return one.Repeats == 1 ? one : one with { Repeats = 1 << random.Next(6) };
    }

    private static GasClass[] Change(Random random, GasClass[] bodies)
    {
        GasClass[] changed = [.. bodies];
        int at = random.Next(changed.Length);
        switch (random.Next(3))
        {
            case 0:
                changed[at] = One(random);
                return changed;
            case 1 when changed.Length < MostBodies:
                return [.. changed, One(random)];
            default:
                changed[at] = changed[at].Repeats == 1
                    ? changed[at]
                    : changed[at] with { Repeats = 1 << random.Next(6) };
                return changed;
        }
    }
}
