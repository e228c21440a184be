using System.Text;
using System.Text.Json;
using LogFunctions.LocalCloud.Lambda;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>One record as the function saw it.</summary>
internal readonly record struct SeenRecord(string ShardId, string SequenceNumber, string Data);

/// <summary>A function in memory: reads the event as a function would, and answers what the test wants.</summary>
internal sealed class FakeFunction(Func<IReadOnlyList<SeenRecord>, InvokeResult> answer) : IFunctionInvoker
{
    private readonly Lock _gate = new();

    public FakeFunction()
        : this(_ => Success())
    {
    }

    /// <summary>Every invocation, in the order they began.</summary>
    public List<IReadOnlyList<SeenRecord>> Invocations { get; } = [];

    /// <summary>Bytes of every event.</summary>
    public List<int> EventBytes { get; } = [];

    /// <summary>Awaited in every invocation.</summary>
    public Func<Task> Hold { get; set; } = () => Task.CompletedTask;

    public async Task<InvokeResult> InvokeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        IReadOnlyList<SeenRecord> records = Read(payload);
        lock (_gate)
        {
            Invocations.Add(records);
            EventBytes.Add(payload.Length);
        }

        await Hold();
        lock (_gate)
        {
            return answer(records);
        }
    }

    public IReadOnlyList<string> Sizes()
    {
        lock (_gate)
        {
            return [.. Invocations.Select(records => string.Join("", records.Select(record => record.Data)))];
        }
    }

    public static InvokeResult Success(string answer = "") => new(InvokeStatus.Succeeded, "request", Encoding.UTF8.GetBytes(answer));

    public static InvokeResult Failed(string sequenceNumber) => Success($$"""{"batchItemFailures":[{"itemIdentifier":"{{sequenceNumber}}"}]}""");

    public static InvokeResult Error() => InvokeResult.Error("request", "Test.Error", "as planned");

    public static InvokeResult Throttled() => InvokeResult.Error("request", "TooManyRequestsException", "later", InvokeStatus.Throttled);

    public static IReadOnlyList<SeenRecord> Read(ReadOnlyMemory<byte> eventJson)
    {
        using JsonDocument document = JsonDocument.Parse(eventJson);
        return
        [
            .. document.RootElement.GetProperty("Records").EnumerateArray().Select(record =>
            {
                string[] eventId = record.GetProperty("eventID").GetString()!.Split(':');
                JsonElement kinesis = record.GetProperty("kinesis");
                Assert.Equal(eventId[1], kinesis.GetProperty("sequenceNumber").GetString());
                return new SeenRecord(eventId[0], eventId[1], Encoding.UTF8.GetString(kinesis.GetProperty("data").GetBytesFromBase64()));
            }),
        ];
    }
}
