using LogFunctions.LocalCloud.Lambda;

namespace LogFunctions.LocalCloud.EventSource;

/// <summary>
/// Delivers a batch until every record of it is settled: taken by the function, or given up and written to the on-failure
/// destination. Retries, halves and partial answers as Lambda does them, in the order of the shard.
/// </summary>
internal sealed class BatchDelivery(ShardContext shard, KinesisEventWriter writer, IFunctionInvoker invoker, EventSourceOptions options)
{
    /// <summary>Records still to be delivered, and how often they were tried without success. Halving does not count as a try.</summary>
    /// <param name="LastRequestId">Of the last try; empty before the first.</param>
    private readonly record struct Piece(int Start, int Count, int FailureCount, string LastRequestId);

    public async Task DeliverAsync(ShardRecord[] batch, CancellationToken cancellationToken)
    {
        // The top is the oldest: the later half of a split waits below the earlier one, so order is kept.
        var pieces = new Stack<Piece>();
        pieces.Push(new Piece(0, batch.Length, 0, ""));
        while (pieces.TryPop(out Piece piece))
        {
            piece = await GiveUpTooOldAsync(batch, piece, cancellationToken);
            if (piece.Count > 0)
            {
                await AttemptAsync(batch, piece, pieces, cancellationToken);
            }
        }
    }

    private async Task AttemptAsync(ShardRecord[] batch, Piece piece, Stack<Piece> pieces, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<ShardRecord> records = batch.AsMemory(piece.Start, piece.Count);
        ReadOnlyMemory<byte> payload = writer.Write(records.Span);
        if (payload.Length > options.PayloadLimitBytes)
        {
            var tries = new FailedTries(GiveUpReason.PayloadSizeExceeded, "", 0, LastOutcome.NotRun);
            await GiveUpAsync(records, payload, tries, cancellationToken);
            return;
        }

        shard.CountAttempt(records.Span[^1]);
        InvokeResult result = await invoker.InvokeAsync(payload, cancellationToken);
        if (result.Status == InvokeStatus.Throttled)
        {
            await shard.PauseAsync(piece.FailureCount, $"the function was not run ({result.ErrorSummary})", cancellationToken);
            pieces.Push(piece);
            return;
        }

        int firstFailure = result.Status == InvokeStatus.FunctionError ? 0
            : options.ReportBatchItemFailures ? BatchResponse.FirstFailure(result.Payload, records.Span)
            : BatchResponse.NoFailure;
        if (firstFailure == BatchResponse.NoFailure)
        {
            shard.Settle(records.Span);
            return;
        }

        if (firstFailure > 0)
        {
            shard.Settle(records.Span[..firstFailure]);
        }

        await FailAsync(batch, piece, firstFailure, result, pieces, cancellationToken);
    }

    /// <summary>Decides what becomes of the records from the first failed one on.</summary>
    private async Task FailAsync(ShardRecord[] batch, Piece piece, int firstFailure, InvokeResult result, Stack<Piece> pieces, CancellationToken cancellationToken)
    {
        var rest = new Piece(piece.Start + firstFailure, piece.Count - firstFailure, firstFailure > 0 ? 0 : piece.FailureCount, result.RequestId);
        string reason = result.Status == InvokeStatus.FunctionError ? result.ErrorSummary : "the function reported a failed record";
        if (options.BisectBatchOnFunctionError && rest.Count > 1)
        {
            // With bisect, an answer that names a record splits there: the rest is tried as it is.
            shard.Warn($"{piece.Count} records failed ({reason}); trying them in parts.");
            if (firstFailure > 0)
            {
                pieces.Push(rest);
                return;
            }

            int half = rest.Count / 2;
            pieces.Push(rest with { Start = rest.Start + half, Count = rest.Count - half });
            pieces.Push(rest with { Count = half });
            return;
        }

        rest = rest with { FailureCount = rest.FailureCount + 1 };
        if (options.MaximumRetryAttempts >= 0 && rest.FailureCount > options.MaximumRetryAttempts)
        {
            ReadOnlyMemory<ShardRecord> records = batch.AsMemory(rest.Start, rest.Count);
            LastOutcome outcome = result.Status == InvokeStatus.FunctionError ? LastOutcome.FunctionError : LastOutcome.ReportedFailure;
            var tries = new FailedTries(GiveUpReason.RetryAttemptsExhausted, result.RequestId, rest.FailureCount, outcome);
            await GiveUpAsync(records, writer.Write(records.Span), tries, cancellationToken);
            return;
        }

        await shard.PauseAsync(rest.FailureCount, reason, cancellationToken);
        pieces.Push(rest);
    }

    private async Task<Piece> GiveUpTooOldAsync(ShardRecord[] batch, Piece piece, CancellationToken cancellationToken)
    {
        int tooOld = 0;
        while (tooOld < piece.Count && shard.IsTooOld(batch[piece.Start + tooOld]))
        {
            tooOld++;
        }

        if (tooOld == 0)
        {
            return piece;
        }

        ReadOnlyMemory<ShardRecord> records = batch.AsMemory(piece.Start, tooOld);
        // Also when it was never tried Lambda's document names a request and counts one.
        string requestId = piece.LastRequestId.Length > 0 ? piece.LastRequestId : shard.NewRequestId();
        var tries = new FailedTries(GiveUpReason.RecordAgeExceeded, requestId, Math.Max(1, piece.FailureCount), LastOutcome.NotRun);
        await GiveUpAsync(records, writer.Write(records.Span), tries, cancellationToken);
        return piece with { Start = piece.Start + tooOld, Count = piece.Count - tooOld };
    }

    private async Task GiveUpAsync(
        ReadOnlyMemory<ShardRecord> records, ReadOnlyMemory<byte> payload, FailedTries tries, CancellationToken cancellationToken)
    {
        await shard.GiveUpAsync(records, payload, tries, cancellationToken);
        shard.Settle(records.Span);
    }
}
