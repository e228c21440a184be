using Amazon.Lambda.Core;
using LogFunctions.Hosting;

namespace LogFunctions.Archiver;

/// <summary>
/// The handler: a Kinesis event. Answers <c>{"batchItemFailures":[]}</c> or fails the batch as a whole: what is archived is recognised when it is
/// delivered again.
/// </summary>
/// <param name="archiver">The logic.</param>
/// <param name="time">Clock of the deadline.</param>
public sealed class ArchiverFunction(BatchArchiver archiver, TimeProvider time)
{
    private static readonly byte[] s_noFailures = "{\"batchItemFailures\":[]}"u8.ToArray();
    private readonly EventBytes _event = new();

    public async Task<Stream> HandleAsync(Stream input, ILambdaContext context)
    {
        ReadOnlyMemory<byte> bytes = await _event.ReadAsync(input);
        using CancellationTokenSource deadline = InvocationDeadline.Start(context, time);
        await archiver.ArchiveAsync(bytes, deadline.Token);
        return new MemoryStream(s_noFailures, writable: false);
    }
}
