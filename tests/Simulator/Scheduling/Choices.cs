namespace LogFunctions.Simulator.Scheduling;

/// <summary>What a choice is about. Separate streams, so that removing a line from a history does not shift its faults.</summary>
internal enum ChoiceKind
{
    /// <summary>What is produced: lines, records, pauses, reshards, sweeps.</summary>
    Plan,

    /// <summary>What the event source does: batch sizes, retries, duplicates, zombie invocations.</summary>
    Source,

    /// <summary>What the store does to each request: latency and faults.</summary>
    Store,

    /// <summary>The randomness handed to the code under test (backoff jitter).</summary>
    Code,
}

/// <summary>
/// The only source of randomness of a history. Every choice is a number below a bound, and is recorded: the recorded lists
/// replay the history exactly, and shrinking a history is shortening and lowering these lists. By convention 0 is the
/// simplest choice (no fault, no delay, stop), and a list that has run out answers 0, so every shortened list is a history.
/// </summary>
internal sealed class Choices
{
    private const int KindCount = 4;

    private readonly List<int>[] _made = new List<int>[KindCount];
    private readonly IReadOnlyList<int>[]? _replay;
    private readonly ulong[] _states = new ulong[KindCount];

    /// <summary>Random choices; equal seeds give equal choices on every machine.</summary>
    public Choices(ulong seed)
    {
        for (int kind = 0; kind < KindCount; kind++)
        {
            _made[kind] = [];
            _states[kind] = Mix(seed + (0x9E3779B97F4A7C15UL * (ulong)(kind + 1)));
        }
    }

    /// <summary>Replays recorded choices; 0 after the end of a list, and a number past its bound is taken modulo the bound.</summary>
    public Choices(IReadOnlyList<int>[] recorded)
        : this(0)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(recorded.Length, KindCount);
        _replay = recorded;
    }

    /// <summary>What was chosen so far, by kind.</summary>
    public IReadOnlyList<int>[] Made => [.. _made];

    /// <summary>A number in 0 .. <paramref name="bound"/> - 1.</summary>
    public int Next(ChoiceKind kind, int bound)
    {
        List<int> made = _made[(int)kind];
        int value;
        if (_replay is null)
        {
            value = bound <= 1 ? 0 : (int)((NextRandom(kind) >> 32) * (ulong)bound >> 32);
        }
        else
        {
            IReadOnlyList<int> replay = _replay[(int)kind];
            value = made.Count < replay.Count && bound > 1 ? replay[made.Count] % bound : 0;
        }

        made.Add(value);
        return value;
    }

    /// <summary>True in <paramref name="permille"/> of 1000 cases; false is the simplest.</summary>
    public bool Chance(ChoiceKind kind, int permille) => Next(kind, 1000) >= 1000 - permille;

    /// <summary>One of the values; the first is the simplest.</summary>
    public T Pick<T>(ChoiceKind kind, params ReadOnlySpan<T> values) => values[Next(kind, values.Length)];

    /// <summary>An index with the given weights; the first is the simplest.</summary>
    public int Weighted(ChoiceKind kind, params ReadOnlySpan<int> weights)
    {
        int total = 0;
        foreach (int weight in weights)
        {
            total += weight;
        }

        int rest = Next(kind, total);
        for (int i = 0; ; i++)
        {
            if (rest < weights[i])
            {
                return i;
            }

            rest -= weights[i];
        }
    }

    // SplitMix64 (Steele, Lea, Flood 2014): our own, so that a seed means the same history on every runtime version.
    private ulong NextRandom(ChoiceKind kind)
    {
        ref ulong state = ref _states[(int)kind];
        state += 0x9E3779B97F4A7C15UL;
        return Mix(state);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
