using System.Globalization;
using LogFunctions.Fuzz;

// Exit codes: 0 nothing found, 1 a failing input was found and saved, 2 wrong usage.
const string Usage = "usage: Fuzz [--target lines|payloads|all] [--count N] [--seed S] [--corpus FOLDER]";

int count = 100_000;
int seed = 1;
string target = "all";
string corpus = Corpus.DefaultFolder;
for (int i = 0; i < args.Length; i += 2)
{
    string value = i + 1 < args.Length ? args[i + 1] : "";
    bool isRight = args[i] switch
    {
        "--count" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out count),
        "--seed" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out seed),
        "--target" => (target = value) is "lines" or "payloads" or "all",
        "--corpus" => (corpus = value).Length > 0,
        _ => false,
    };
    if (!isRight)
    {
        Console.Error.WriteLine($"{args[i]} {value}: not understood\n{Usage}");
        return 2;
    }
}

int failures = 0;
foreach (string name in new[] { "lines", "payloads" }.Where(name => target == "all" || target == name))
{
    long iteration = -1;
    try
    {
        if (name == "lines")
        {
            FuzzRun.Lines(count, seed, corpus, out iteration);
        }
        else
        {
            FuzzRun.Payloads(count, seed, corpus, out iteration);
        }
        Console.WriteLine($"{name}: {count} inputs, seed {seed}: nothing found");
    }
    catch (FuzzFailure failure)
    {
        failures++;
        string file = Corpus.Save(corpus, name, seed, iteration, failure.Input);
        Console.Error.WriteLine($"{name}: seed {seed}, iteration {iteration}: {failure.Message}\ninput of {failure.Input.Length} bytes saved as {file}");
    }
}
return failures > 0 ? 1 : 0;
