using LogFunctions.Benchmarks.Corpus;

namespace LogFunctions.Benchmarks.ColdStart;

/// <summary>Starts each form of the function in turn against a Runtime API and a DynamoDB that answer at once.</summary>
internal sealed class ColdStartRun(TextWriter output, TextWriter progress, int runs)
{
    private const int EventLines = 100;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var published = new PublishedFunctions(progress, cancellationToken);
        IReadOnlyList<StartVariant> aggregators = await published.AggregatorsAsync();
        StartVariant empty = await published.EmptyAsync();
        using var dynamo = new NullDynamoDb();
        LogCorpus lines = LogCorpus.Create(LineFormat.Json, EventLines, 50, seed: 7);
        byte[] eventJson = EventCorpus.Create("cold", lines, new Packing(EventLines, 1, false)).Events[0];
        await new ColdStartBench(eventJson, runs, PublishedFunctions.Environment(dynamo.Url)).RunAsync([empty, .. aggregators], output, cancellationToken);
    }
}
