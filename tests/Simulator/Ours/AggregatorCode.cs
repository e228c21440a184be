using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using LogFunctions.Aggregator;
using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.EventSource;
using LogFunctions.Simulator.Histories;

namespace LogFunctions.Simulator.Ours;

/// <summary>The deployed handler, event bytes in, answer bytes out; or what a mutant makes of it. The handler minds its deadline itself.</summary>
internal sealed class AggregatorCode(AggregatorFunction function, World world, Mutation mutation, MutantState state) : IFunctionCode
{
    private static readonly BigInteger s_beyondAll = BigInteger.Pow(10, 57);

    /// <inheritdoc/>
    public async Task<InvokeReply> InvokeAsync(Batch batch, CancellationToken cancellationToken)
    {
        if (mutation == Mutation.FailsWithoutFault && ++state.LastNumber == 3)
        {
            throw new InvalidOperationException("a bug that a retry hides");
        }

        if (mutation == Mutation.AnswersWithoutWaiting)
        {
            Task<JsonDocument> handling = HandleAsync(batch.ToEventJson());
            await Task.WhenAny(handling, world.Scheduler.DelayAsync(5_000));
            return handling.IsFaulted || handling.IsCanceled ? InvokeReply.Failure : InvokeReply.Success;
        }

        try
        {
            using JsonDocument answer = await HandleAsync(mutation == Mutation.ForgetsSequenceNumbers ? Renumber(batch) : batch.ToEventJson());
            if (answer.RootElement.GetProperty("batchItemFailures").GetArrayLength() > 0)
            {
                return InvokeReply.Failure;
            }
        }
        catch (Exception) when (mutation == Mutation.SwallowsErrors)
        {
        }

        return InvokeReply.Success;
    }

    /// <inheritdoc/>
    public async Task<bool> SweepAsync(bool drain, CancellationToken cancellationToken)
    {
        using JsonDocument answer = await HandleAsync(drain ? "{\"sweep\":true,\"drain\":true}"u8.ToArray() : "{\"sweep\":true}"u8.ToArray());
        return answer.RootElement.GetProperty("shardsBusy").GetInt32() == 0;
    }

    private async Task<JsonDocument> HandleAsync(byte[] invocation)
    {
        var context = new SimLambdaContext(world, world.Scheduler.NowMs + LambdaPool.TimeoutMs);
        Stream answer = await function.HandleAsync(new MemoryStream(invocation, 0, invocation.Length, writable: false, publiclyVisible: true), context);
        return JsonDocument.Parse(answer);
    }

    private byte[] Renumber(Batch batch)
    {
        IEnumerable<string> records = batch.Records.Select(record => record.ToJson((s_beyondAll + ++state.LastNumber).ToString(CultureInfo.InvariantCulture)));
        return Encoding.UTF8.GetBytes("{\"Records\":[" + string.Join(",", records) + "]}");
    }
}
