using System.Globalization;
using System.Numerics;
using System.Text;
using LogFunctions.Aggregator;
using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.EventSource;

namespace LogFunctions.Simulator.Ours;

/// <summary>What AggregatorFunction does with an event, without Lambda's types; and what a mutant does instead.</summary>
internal sealed class AggregatorCode(BatchProcessor processor, Mutation mutation, MutantState state) : IFunctionCode
{
    private static readonly BigInteger s_beyondAll = BigInteger.Pow(10, 57);

    /// <inheritdoc/>
    public async Task<InvokeReply> InvokeAsync(Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            await processor.ProcessAsync(mutation == Mutation.ForgetsSequenceNumbers ? Renumber(batch) : batch.ToEventJson(), cancellationToken);
        }
        catch (Exception) when (mutation == Mutation.SwallowsErrors)
        {
        }

        return InvokeReply.Success;
    }

    /// <inheritdoc/>
    public async Task<bool> SweepAsync(bool drain, CancellationToken cancellationToken)
    {
        SweepResult result = await processor.SweepAsync(drain, cancellationToken);
        return result.ShardsBusy == 0;
    }

    private byte[] Renumber(Batch batch)
    {
        IEnumerable<string> records = batch.Records.Select(record => record.ToJson((s_beyondAll + ++state.LastNumber).ToString(CultureInfo.InvariantCulture)));
        return Encoding.UTF8.GetBytes("{\"Records\":[" + string.Join(",", records) + "]}");
    }
}
