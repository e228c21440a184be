namespace LogFunctions.Core.Tests.Support;

/// <summary>Holds a law against many examples made by random generators with the seeds 0..n - 1; a failure names its seed.</summary>
internal static class Seeded
{
    public static void ForEach(int count, Action<Random> law, int? only = null)
    {
        for (int seed = only ?? 0; seed < (only + 1 ?? count); seed++)
        {
            try
            {
                law(new Random(seed));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"The law fails for seed {seed} (run it alone with only: {seed}): {exception.Message}", exception);
            }
        }
    }

    /// <summary>Latencies over the whole range, mostly the usual one: 100 us to 10 s.</summary>
    public static long Latency(Random random) => random.Next(20) switch
    {
        0 => random.Next(60),
        1 => random.NextInt64(1L << random.Next(1, 63)),
        _ => (long)(100 * Math.Pow(10, random.NextDouble() * 5)),
    };
}
