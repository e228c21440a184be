using LogFunctions.Simulator.Scheduling;

namespace LogFunctions.Simulator.Histories;

/// <summary>
/// Makes a failing history short: removes and lowers its recorded choices as long as it keeps failing. Works on choices, not
/// on events, so it knows nothing of what they mean (the idea is that of the Hypothesis library for Python).
/// </summary>
internal sealed class Shrinker(HistoryOptions options, int maxRuns = 4_000)
{
    private const int SmallHistories = 1_000;

    private int _runs;

    /// <summary>Histories run so far.</summary>
    public int Runs => _runs;

    /// <summary>
    /// A short history that fails like the given one: if there is one of few actions among some random ones, that, else the given
    /// one itself, shortened.
    /// </summary>
    public static (HistoryOptions Options, IReadOnlyList<int>[] Choices) FindShort(HistoryOptions options, ulong seed, HistoryOutcome failing)
    {
        foreach (int maxActions in (ReadOnlySpan<int>)[2, 4, 8, 16])
        {
            HistoryOptions few = options with { MaxActions = maxActions };
            if (RunReport.Of(few, seed, SmallHistories, workers: 1, stopAtFirst: true).FirstWrong is { } found)
            {
                return (few, new Shrinker(few).Shrink(found.Outcome.Choices));
            }
        }

        return (options, new Shrinker(options).Shrink(failing.Choices));
    }

    /// <summary>The choices of a shorter history that fails too.</summary>
    public IReadOnlyList<int>[] Shrink(IReadOnlyList<int>[] failing)
    {
        List<int>[] best = [.. failing.Select(list => new List<int>(list))];
        for (int kind = best.Length - 1; kind >= 0; kind--)
        {
            Try(best, kind, []);
        }

        bool improved = true;
        while (improved && _runs < maxRuns)
        {
            improved = false;
            for (int kind = 0; kind < best.Length; kind++)
            {
                improved |= Truncate(best, kind) | ZeroChunks(best, kind) | RemoveChunks(best, kind) | Lower(best, kind);
            }
        }

        return [.. best];
    }

    private bool Truncate(List<int>[] best, int kind)
    {
        bool improved = false;
        while (best[kind].Count > 0 && Try(best, kind, best[kind][..(best[kind].Count / 2)]))
        {
            improved = true;
        }

        return improved;
    }

    private bool RemoveChunks(List<int>[] best, int kind)
    {
        bool improved = false;
        for (int size = 128; size >= 1; size /= 2)
        {
            for (int start = best[kind].Count - size; start >= 0; start -= size)
            {
                List<int> list = best[kind];
                if (start + size <= list.Count && Try(best, kind, [.. list[..start], .. list[(start + size)..]]))
                {
                    improved = true;
                }
            }
        }

        return improved;
    }

    private bool ZeroChunks(List<int>[] best, int kind)
    {
        bool improved = false;
        for (int size = 256; size >= 1; size /= 4)
        {
            for (int start = 0; start < best[kind].Count; start += size)
            {
                List<int> list = best[kind];
                int end = Math.Min(list.Count, start + size);
                if (list[start..end].TrueForAll(choice => choice == 0))
                {
                    continue;
                }

                improved |= Try(best, kind, [.. list[..start], .. Enumerable.Repeat(0, end - start), .. list[end..]]);
            }
        }

        return improved;
    }

    private bool Lower(List<int>[] best, int kind)
    {
        bool improved = false;
        for (int i = 0; i < best[kind].Count; i++)
        {
            while (i < best[kind].Count && best[kind][i] > 0)
            {
                List<int> halved = [.. best[kind]];
                halved[i] /= 2;
                List<int> decremented = [.. best[kind]];
                decremented[i]--;
                if (!Try(best, kind, halved) && !Try(best, kind, decremented))
                {
                    break;
                }

                improved = true;
            }
        }

        return improved;
    }

    private bool Try(List<int>[] best, int kind, List<int> candidate)
    {
        if (++_runs > maxRuns)
        {
            return false;
        }

        IReadOnlyList<int>[] choices = [.. best];
        choices[kind] = candidate;
        if (HistoryRunner.Run(options, new Choices(choices)).Result.IsRight)
        {
            return false;
        }

        best[kind] = candidate;
        return true;
    }
}
