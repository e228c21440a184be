using System.Text;

namespace LogFunctions.Fuzz;

/// <summary>A bounded, repeatable run: the same count and seed do the same.</summary>
internal static class FuzzRun
{
    /// <summary>Inputs to start from: the built-in lines and the corpus.</summary>
    public static List<byte[]> Seeds(string corpusFolder) =>
        [.. SeedLines.All.Select(Encoding.UTF8.GetBytes), .. Corpus.Lines(corpusFolder), .. Corpus.Payloads(corpusFolder)];

    /// <summary>All seeds as they are, then <paramref name="count"/> mutations of them.</summary>
    /// <param name="iteration">How far it came: the iteration that failed.</param>
    /// <exception cref="FuzzFailure">Something is wrong; carries the input.</exception>
    public static void Lines(int count, int seed, string corpusFolder, out long iteration)
    {
        var random = new Random(seed);
        var mutator = new Mutator(random);
        var fuzzer = new LineFuzzer();
        List<byte[]> seeds = Seeds(corpusFolder);
        iteration = -1;
        seeds.ForEach(fuzzer.Check);
        for (iteration = 0; iteration < count; iteration++)
        {
            fuzzer.Check(mutator.Mutate(seeds[random.Next(seeds.Count)], seeds));
        }
    }

    /// <inheritdoc cref="Lines"/>
    public static void Payloads(int count, int seed, string corpusFolder, out long iteration)
    {
        var random = new Random(seed);
        var mutator = new Mutator(random);
        List<byte[]> lines = SeedLines.All.Where(line => line[0] != '[').Select(Encoding.UTF8.GetBytes).ToList();
        var fuzzer = new PayloadFuzzer(random, mutator, lines);
        iteration = -1;
        Seeds(corpusFolder).ForEach(fuzzer.CheckAny);
        for (iteration = 0; iteration < count; iteration++)
        {
            fuzzer.CheckOnce();
        }
    }
}
