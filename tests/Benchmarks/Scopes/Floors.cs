using System.Buffers;
using System.Buffers.Text;
using LogFunctions.Benchmarks.Corpus;
using LogFunctions.Benchmarks.Quick;

namespace LogFunctions.Benchmarks.Scopes;

/// <summary>What no program that reads the bytes can beat.</summary>
internal static class Floors
{
    public const string Memcpy = "memcpy";

    public static Measure CopyEvents(EventCorpus corpus)
    {
        var target = new byte[corpus.Events.Max(e => e.Length)];
        return new Measure(Memcpy, corpus.LineCount, corpus.EventBytes, () =>
        {
            foreach (byte[] source in corpus.Events)
            {
                source.AsSpan().CopyTo(target);
            }
        }, Requests: corpus.Events.Length);
    }

    /// <summary>The base64 text alone, as one string per record, without finding it in the event first.</summary>
    public static Measure DecodeBase64(EventCorpus corpus)
    {
        byte[][][] encoded = [.. corpus.Payloads.Select(p => p.Select(EncodeBase64).ToArray())];
        var target = new byte[corpus.Payloads.Max(p => p.Max(r => r.Length)) + 64];
        return new Measure("base64 decode alone", corpus.LineCount, encoded.Sum(e => e.Sum(r => (long)r.Length)), () =>
        {
            foreach (byte[][] records in encoded)
            {
                foreach (byte[] record in records)
                {
                    if (Base64.DecodeFromUtf8(record, target, out _, out _) != OperationStatus.Done)
                    {
                        throw new InvalidOperationException("The corpus is not base64.");
                    }
                }
            }
        }, Requests: corpus.Events.Length);
    }

    public static Measure CopyLines(LogCorpus corpus)
    {
        var target = new byte[corpus.Bytes.Length];
        return new Measure(Memcpy, corpus.LineCount, corpus.Bytes.Length, () => corpus.Bytes.Span.CopyTo(target));
    }

    public static Measure ScanNewlines(LogCorpus corpus) =>
        new("newline scan alone", corpus.LineCount, corpus.Bytes.Length, () =>
        {
            int lines = 0;
            ReadOnlySpan<byte> rest = corpus.Bytes.Span;
            for (int end; (end = rest.IndexOf((byte)'\n')) >= 0; lines++)
            {
                rest = rest[(end + 1)..];
            }

            if (lines != corpus.LineCount)
            {
                throw new InvalidOperationException($"Found {lines} lines, expected {corpus.LineCount}.");
            }
        });

    private static byte[] EncodeBase64(byte[] payload)
    {
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(payload.Length)];
        Base64.EncodeToUtf8(payload, text, out _, out int written);
        return text[..written];
    }
}
