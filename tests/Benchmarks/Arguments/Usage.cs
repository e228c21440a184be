namespace LogFunctions.Benchmarks.Arguments;

/// <summary>What the program can do.</summary>
internal static class Usage
{
    public const string Text =
        """
        usage: dotnet run -c Release --project tests/Benchmarks -- MODE [options]

        --quick                 the scenarios that speed is promised for beside their peers, about a minute, Markdown tables
            --all               every scenario, about three minutes
            --filter TEXT       every scenario whose title contains TEXT
            --lines N           lines of the corpus (200000)
            --rounds N          rounds of each measure; the median counts (5)
            --slice-ms N        least time of a measure in a round (50)
            --real FILE         a real log (Apache combined) instead of the made-up one

        --compare REV           this revision against a commit, branch or tag: both quick modes in turn, ratios
            --rounds N          how often both run (3)
            --filter, --lines as above; --slice-ms (300): long enough for the compiler to be done

        --cold-start            process start to the first answer: Native AOT, ReadyToRun, JIT
            --runs N            starts of each (20)

        --first-second          a fresh process on one core: lines/s from its first to its last second, three forms
            --runs N            processes of each (3)
            --seconds N         life of each; from 2 (10)

        --scale                 lines/s, batch times and memory against the number of shards: in process, then the whole local pipeline
            --shards LIST       (1,2,4,8,16,32; the pipeline to 8)
            --seconds N         for each (5)

        --write-units           write and read units, puts and bytes per million lines, counted without timing: sites x rates x batching windows
            --minutes N         simulated minutes that are counted (12)
            --filter TEXT       the rows of the table that contain TEXT, e.g. '| 32 endpoints | 1,000 | 5 |'

        --bdn [...]             the scopes under BenchmarkDotNet; what follows is its own, e.g. --filter '*WholeBatch*'

        -h, --help              this text

        Exit code: 0 measured, 1 failed, 2 wrong command line, 130 interrupted.
        """;
}
