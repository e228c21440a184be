using System.Text;
using System.Text.Json;
using LogFunctions.Archiver;
using LogFunctions.Simulator.Algorithms;
using LogFunctions.Simulator.EventSource;
using LogFunctions.Simulator.Histories;
using LogFunctions.Simulator.Streams;

namespace LogFunctions.Simulator.Archive;

/// <summary>The deployed handler, event bytes in, answer bytes out; or what a mutant makes of it.</summary>
internal sealed class ArchiverCode(ArchiverFunction function, World world, ArchiveMutation mutation) : IFunctionCode
{
    /// <inheritdoc/>
    public async Task<InvokeReply> InvokeAsync(Batch batch, CancellationToken cancellationToken)
    {
        try
        {
            using JsonDocument answer = await HandleAsync(mutation == ArchiveMutation.DropsContainers ? WithoutContainers(batch) : batch.ToEventJson());
            return answer.RootElement.GetProperty("batchItemFailures").GetArrayLength() > 0 ? InvokeReply.Failure : InvokeReply.Success;
        }
        catch (Exception) when (mutation == ArchiveMutation.SwallowsErrors)
        {
            return InvokeReply.Success;
        }
    }

    /// <summary>The archiver has no schedule.</summary>
    public Task<bool> SweepAsync(bool drain, CancellationToken cancellationToken) => Task.FromResult(true);

    private async Task<JsonDocument> HandleAsync(byte[] invocation)
    {
        var context = new SimLambdaContext(world, world.Scheduler.NowMs + LambdaPool.TimeoutMs);
        Stream answer = await function.HandleAsync(new MemoryStream(invocation, 0, invocation.Length, writable: false, publiclyVisible: true), context);
        return JsonDocument.Parse(answer);
    }

    private static byte[] WithoutContainers(Batch batch)
    {
        IEnumerable<string> records = batch.Records.Select(record =>
        {
            byte[] text = Encoding.UTF8.GetBytes(string.Join('\n', record.Lines.Where(line => line.Container is null).Select(line => line.Text)));
            return new SimRecord(record.Stream, record.ShardId, record.SequenceNumber, record.ArrivalMs, record.Lines, text).ToJson(record.SequenceNumber);
        });
        return Encoding.UTF8.GetBytes("{\"Records\":[" + string.Join(",", records) + "]}");
    }
}
