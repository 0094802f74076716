namespace Aether.SimulationRunner;

/// <summary>What <c>./build.sh sim --help</c> prints.</summary>
internal static class HelpText
{
    /// <summary>Options, levels, exit codes and examples.</summary>
    public static string Text => $"""
        Usage: ./build.sh sim [OPTIONS]

        Runs whole networks in virtual time under recorded faults, prints a table, and appends one line to
        tests/evidence/ledger.jsonl. Ends with 0 when nothing was violated, 1 when something was, 2 for a wrong option.

          --level NAME    one of {string.Join(", ", Levels.Names)} (default S1)
          --seeds N       how many seeds (default 1000, without --minutes)
          --minutes M     how long
          --seed S        the first seed (default 1)
          --cores C       how many at once (default all)
          --json          the ledger line in place of the table
          --no-ledger     do not append
          --trace         what the nodes of one seed do
          --digests       one line for every run: its digest and one of all that was counted
          --shrink        make a failing seed small and write it as a regression test
          --report        sum up the ledger for these sources and run nothing
          --mutants       look for every planted bug and print the table
          --mesh          run gossip of 200 nodes, honest and with each kind of attacker, and print the table;
                          then only these count: --nodes N, --seconds S, --seed S, --json

        Examples
          ./build.sh sim --level S1 --minutes 10
          ./build.sh sim --level S1 --seed 7 --seeds 1 --trace --no-ledger

        """;
}
