using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;

namespace LogFunctions.WindowStore;

/// <summary>
/// Which failures pass by themselves, and how long to wait for them: exponential backoff with full jitter, so that shards
/// throttled together do not come back together. The SDK's own retries are off (<see cref="DynamoClientFactory"/>).
/// </summary>
internal sealed class RetryPolicy(WindowStoreOptions options, TimeProvider time, Random random)
{
    // A request that was throttled, met a server's bad moment or a full partition; 5xx is recognised by its status.
    private static readonly HashSet<string> s_transientCodes = new(StringComparer.Ordinal)
    {
        "ProvisionedThroughputExceededException", "ThrottlingException", "Throttling", "RequestLimitExceeded",
        "RequestThrottled", "RequestThrottledException", "TooManyRequestsException", "SlowDown", "BandwidthLimitExceeded",
        "InternalServerError", "InternalServerErrorException", "ServiceUnavailable", "RequestTimeout", "RequestTimeoutException",
        "TransactionInProgressException", "ReplicatedWriteConflictException", "RequestTimeTooSkewed",
    };

    /// <summary>Starts the clock of one operation.</summary>
    public Backoff Start() => new(this);

    /// <summary>True when the same request may succeed later.</summary>
    public static bool IsTransient(Exception exception) => exception switch
    {
        AmazonServiceException service => IsTransient(service),
        HttpRequestException or IOException or SocketException or TimeoutException => true,
        // The HTTP client's own timeout; a cancelled caller is told apart before this is asked.
        OperationCanceledException => true,
        _ => false,
    };

    private static bool IsTransient(AmazonServiceException exception) =>
        exception.StatusCode >= HttpStatusCode.InternalServerError
        || exception.StatusCode == HttpStatusCode.TooManyRequests
        || (exception.ErrorCode is { } code && s_transientCodes.Contains(code))
        || (exception.StatusCode == 0 && exception.InnerException is { } inner && IsTransient(inner));

    /// <summary>The attempts of one operation. Not thread-safe.</summary>
    public sealed class Backoff
    {
        private readonly RetryPolicy _policy;
        private long _lastProgress;
        private int _attempt;

        internal Backoff(RetryPolicy policy)
        {
            _policy = policy;
            _lastProgress = policy.Time.GetTimestamp();
        }

        /// <summary>Something got done: the retry limit starts anew and the next wait is shorter.</summary>
        public void Progressed()
        {
            _lastProgress = _policy.Time.GetTimestamp();
            _attempt = Math.Max(0, _attempt - 1);
        }

        /// <summary>Waits before the next attempt. False: the retry limit would pass first; nothing was waited for.</summary>
        public async Task<bool> WaitAsync(CancellationToken cancellationToken)
        {
            TimeSpan delay = _policy.NextDelay(_attempt++);
            if (_policy.Time.GetElapsedTime(_lastProgress) + delay > _policy.Options.RetryLimit)
            {
                return false;
            }

            await Task.Delay(delay, _policy.Time, cancellationToken);
            return true;
        }
    }

    private WindowStoreOptions Options { get; } = options;

    private TimeProvider Time { get; } = time;

    private TimeSpan NextDelay(int attempt)
    {
        // 2^20 base delays are past any ceiling; more would overflow.
        double ceilingMs = Math.Min(
            Options.RetryMaxDelay.TotalMilliseconds,
            Options.RetryBaseDelay.TotalMilliseconds * Math.ScaleB(1, Math.Min(attempt, 20)));
        double share;
        lock (random)
        {
            share = random.NextDouble();
        }

        // At least 1 ms: a zero wait would make a storm of the first retries.
        return TimeSpan.FromMilliseconds(Math.Max(1, ceilingMs * share));
    }
}
