using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;

namespace LogFunctions.WindowStore;

/// <summary>
/// Calls with retries: every failure of a call leaves here as success, <see cref="ConditionalCheckFailedException"/>,
/// <see cref="OperationCanceledException"/> (only the caller's) or <see cref="StoreUnavailableException"/>.
/// </summary>
internal sealed class TableClient(IAmazonDynamoDB client, RetryPolicy retries)
{
    /// <summary>One call of the API: a static lambda over client, request and token.</summary>
    public delegate Task<TResponse> Call<TRequest, TResponse>(
        IAmazonDynamoDB client, TRequest request, CancellationToken cancellationToken);

    /// <summary>Repeats the call until it succeeds, fails for good, or the retry limit passes.</summary>
    /// <param name="what">What was wanted, for the message: "reading the ledger of s#1 from table Ledger".</param>
    public async Task<TResponse> CallAsync<TRequest, TResponse>(
        Call<TRequest, TResponse> call,
        TRequest request,
        (string Action, object Subject, string Table) what,
        CancellationToken cancellationToken)
    {
        RetryPolicy.Backoff? backoff = null;
        for (int attempts = 1; ; attempts++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await call(client, request, cancellationToken);
            }
            catch (ConditionalCheckFailedException)
            {
                throw;
            }
            catch (Exception exception) when (IsFailureOfCall(exception))
            {
                cancellationToken.ThrowIfCancellationRequested();
                backoff ??= retries.Start();
                if (!RetryPolicy.IsTransient(exception) || !await backoff.WaitAsync(cancellationToken))
                {
                    throw new StoreUnavailableException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{what.Action} {what.Subject}: {Describe(exception, what.Table)} (attempt {attempts})."),
                        exception);
                }
            }
        }
    }

    /// <summary>Failures of the environment; anything else is a bug and passes.</summary>
    public static bool IsFailureOfCall(Exception exception) =>
        exception is AmazonServiceException or AmazonClientException or OperationCanceledException || RetryPolicy.IsTransient(exception);

    /// <summary>What went wrong, in words, without a full stop.</summary>
    public static string Describe(Exception exception, string table) => exception switch
    {
        ResourceNotFoundException =>
            $"table '{table}' does not exist where the client looks for it; check the table's name, the region and the endpoint",
        AmazonServiceException { StatusCode: not 0 } service =>
            $"table '{table}': {service.ErrorCode}: {service.Message.TrimEnd('.', ' ')}",
        OperationCanceledException or TimeoutException => $"table '{table}': no answer in time",
        AmazonClientException client => FirstSentence(client.Message),
        _ => $"table '{table}' can't be reached: {(exception.InnerException ?? exception).Message.TrimEnd('.', ' ')}",
    };

    // The SDK lists on further lines everywhere it looked for credentials.
    private static string FirstSentence(string message)
    {
        int end = message.AsSpan().IndexOfAny('\r', '\n');
        string line = end < 0 ? message : message[..end];
        int stop = line.IndexOf(". ", StringComparison.Ordinal);
        return stop < 0 ? line.TrimEnd('.', ' ') : line[..stop];
    }
}
