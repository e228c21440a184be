using System.Net;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace LogFunctions.WindowStore.Tests;

/// <summary>What happens to one call.</summary>
public enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Refused before anything is written.</summary>
    Throttle,

    /// <summary>A server error before anything is written.</summary>
    ServerError,

    /// <summary>The connection breaks before the request arrives.</summary>
    ConnectionLost,

    /// <summary>Everything is done, but the answer is lost.</summary>
    AnswerLost,

    /// <summary>BatchWriteItem: some are written, the rest comes back.</summary>
    Unprocessed,

    /// <summary>Refused for good.</summary>
    Denied,

    /// <summary>No answer until the caller gives up.</summary>
    Hang,
}

/// <summary>A real client of the emulator between which and the store something goes wrong, as a function says.</summary>
public sealed class FaultyDynamoDbClient(AmazonDynamoDBConfig config, Func<AmazonDynamoDBRequest, Fault> next)
    : AmazonDynamoDBClient(DynaliteFixture.Credentials, config)
{
    private readonly Lock _lock = new();
    private readonly List<AmazonDynamoDBRequest> _calls = [];
    private int _inFlight;

    /// <summary>Every call that was made, refused ones too.</summary>
    public IReadOnlyList<AmazonDynamoDBRequest> Calls
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Most calls at the same time.</summary>
    public int MaxInFlight { get; private set; }

    public override Task<GetItemResponse> GetItemAsync(GetItemRequest request, CancellationToken cancellationToken = default) =>
        RunAsync(request, _ => base.GetItemAsync(request, cancellationToken), cancellationToken);

    public override Task<PutItemResponse> PutItemAsync(PutItemRequest request, CancellationToken cancellationToken = default) =>
        RunAsync(request, _ => base.PutItemAsync(request, cancellationToken), cancellationToken);

    public override Task<QueryResponse> QueryAsync(QueryRequest request, CancellationToken cancellationToken = default) =>
        RunAsync(request, _ => base.QueryAsync(request, cancellationToken), cancellationToken);

    public override Task<ScanResponse> ScanAsync(ScanRequest request, CancellationToken cancellationToken = default) =>
        RunAsync(request, _ => base.ScanAsync(request, cancellationToken), cancellationToken);

    public override Task<BatchWriteItemResponse> BatchWriteItemAsync(
        BatchWriteItemRequest request, CancellationToken cancellationToken = default) =>
        RunAsync(request, fault => WriteAsync(request, fault, cancellationToken), cancellationToken);

    private async Task<TResponse> RunAsync<TResponse>(
        AmazonDynamoDBRequest request, Func<Fault, Task<TResponse>> call, CancellationToken cancellationToken)
    {
        Fault fault;
        lock (_lock)
        {
            _calls.Add(request);
            MaxInFlight = Math.Max(MaxInFlight, ++_inFlight);
            fault = next(request);
        }

        try
        {
            await FailAsync(fault, cancellationToken);
            TResponse response = await call(fault);
            return fault == Fault.AnswerLost ? throw new HttpRequestException("The connection broke before the answer.") : response;
        }
        finally
        {
            lock (_lock)
            {
                _inFlight--;
            }
        }
    }

    /// <summary>Writes all, or the first half and gives back the rest.</summary>
    private async Task<BatchWriteItemResponse> WriteAsync(BatchWriteItemRequest request, Fault fault, CancellationToken cancellationToken)
    {
        if (fault != Fault.Unprocessed)
        {
            return await base.BatchWriteItemAsync(request, cancellationToken);
        }

        (string table, List<WriteRequest> puts) = request.RequestItems.Single();
        int taken = (puts.Count + 1) / 2;
        await base.BatchWriteItemAsync(new BatchWriteItemRequest { RequestItems = new() { [table] = puts[..taken] } }, cancellationToken);
        return new BatchWriteItemResponse { UnprocessedItems = new() { [table] = puts[taken..] } };
    }

    private static async Task FailAsync(Fault fault, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case Fault.Throttle:
                throw new ProvisionedThroughputExceededException("Too many requests.")
                {
                    StatusCode = HttpStatusCode.BadRequest,
                    ErrorCode = "ProvisionedThroughputExceededException",
                };
            case Fault.ServerError:
                throw new InternalServerErrorException("Server error.") { StatusCode = HttpStatusCode.InternalServerError, ErrorCode = "InternalServerError" };
            case Fault.ConnectionLost:
                throw new HttpRequestException("Connection refused.");
            case Fault.Denied:
                throw new AmazonDynamoDBException(
                    "User is not authorized to perform this.", ErrorType.Sender, "AccessDeniedException", "1", HttpStatusCode.BadRequest);
            case Fault.Hang:
                await Task.Delay(Timeout.Infinite, cancellationToken);
                break;
            default:
                break;
        }
    }
}
