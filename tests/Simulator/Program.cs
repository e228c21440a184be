using System.CommandLine;
using System.CommandLine.Parsing;
using LogFunctions.Simulator;
using LogFunctions.Simulator.Ours;
using LogFunctions.Simulator.Scheduling;

var histories = new Option<long>("--histories") { Description = "How many random histories to run.", DefaultValueFactory = _ => 10_000 };
var seed = new Option<ulong>("--seed") { Description = "Seed of the run: equal seeds give equal histories on every machine.", DefaultValueFactory = _ => 1 };
var only = new Option<long?>("--only") { Description = "Run one history of the seed, by its index, and print every step of it." };
var peers = new Option<bool>("--peers") { Description = "Run other systems' algorithms through the same histories, and print how often each is wrong." };
var mutants = new Option<bool>("--mutants") { Description = "Break our own algorithm in every known way, and print how soon each break is found." };
var archive = new Option<bool>("--archive") { Description = "The archiver, its bucket and its positions, instead of the aggregator and its tables." };
var mutant = new Option<Mutation?>("--mutant") { Description = "The same with one of them." };
var faults = new Option<FaultGroups>("--faults") { Description = "Which faults there may be: a list of Store, Kills, Source, Reshards; All or None.", DefaultValueFactory = _ => FaultGroups.All };
var workers = new Option<int>("--workers") { Description = "Threads; the result does not depend on it.", DefaultValueFactory = _ => Environment.ProcessorCount };
histories.Validators.Add(result => RequirePositive(result, histories));
workers.Validators.Add(result => RequirePositive(result, workers));

var root = new RootCommand(
    "Runs the real aggregation code through random histories of crashes, redeliveries, store faults and reshards, in simulated time, "
    + "and compares the tables with the truth. Example: dotnet run -c Release --project tests/Simulator -- --histories 100000 --seed 7")
{
    histories, seed, only, peers, mutants, mutant, archive, faults, workers,
};
root.SetAction(parsed =>
{
    var commands = new SimulatorCommands(Console.Out, Console.Error)
    {
        Seed = parsed.GetValue(seed),
        Histories = parsed.GetValue(histories),
        Faults = parsed.GetValue(faults),
        Workers = parsed.GetValue(workers),
        IsArchive = parsed.GetValue(archive),
        Mutant = parsed.GetValue(mutant),
    };
    return parsed.GetValue(only) is { } index ? commands.Replay(index)
        : parsed.GetValue(peers) ? commands.ComparePeers()
        : parsed.GetValue(mutants) || parsed.GetValue(mutant) is not null ? commands.HuntMutants()
        : commands.RunHistories();
});

ParseResult arguments = root.Parse(args);
int exitCode = arguments.Invoke();
return arguments.Errors.Count > 0 ? 2 : exitCode;

// A value that is no number at all is reported by the parser itself.
static void RequirePositive(OptionResult result, Option option)
{
    if (result.Tokens.Count > 0 && long.TryParse(result.Tokens[0].Value, out long value) && value < 1)
    {
        result.AddError($"{option.Name} must be 1 or more, not {value}.");
    }
}
