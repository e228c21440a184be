using System.Text;
using LogFunctions.Core.Parsing;
using LogFunctions.Core.Tests.Support;
using LogFunctions.Fuzz.RoundTrip;

namespace LogFunctions.Core.Tests.Parsing.Formats;

/// <summary>The round trip of every text format beyond access logs: what its server writes is what is read, by a new parser and by one that has seen all others.</summary>
public sealed class WrittenFormatTests
{
    [Fact]
    public void Parse_WhatAServerWrites_IsWhatItKnew() => Seeded.ForEach(300, random =>
    {
        var used = new LineParser(new ParserOptions());
        for (int i = 0; i < 40; i++)
        {
            WrittenFormat format = WrittenFormat.All[random.Next(WrittenFormat.All.Count)];
            WrittenRequest request = WrittenRequest.Any(random);
            byte[] line = Encoding.UTF8.GetBytes(format.Write(request));
            string expected = $"{format.Kind} {format.Kept(request)}";
            Assert.Equal(expected, Read(new LineParser(new ParserOptions()), format, line));
            Assert.Equal(expected, Read(used, format, line));
            Assert.Equal(expected, Read(used, format, line));
        }
    });

    /// <summary>A line that is cut off is refused, or says what the whole one says of time and status: nothing is shifted into another field.</summary>
    [Fact]
    public void Parse_CutOff_IsRefusedOrSaysTheSame() => Seeded.ForEach(300, random =>
    {
        var parser = new LineParser(new ParserOptions());
        WrittenFormat format = WrittenFormat.All[random.Next(WrittenFormat.All.Count)];
        WrittenRequest whole = format.Kept(WrittenRequest.Any(random) with { Client = "192.0.2.1" });
        string line = format.Write(whole);
        for (int length = 0; length < line.Length; length++)
        {
            string read = Read(parser, format, Encoding.UTF8.GetBytes(line[..length]));
            bool isRefused = !read.StartsWith(format.Kind.ToString(), StringComparison.Ordinal) && !read.StartsWith("Co", StringComparison.Ordinal);
            Assert.True(
                isRefused || (read.Contains($"TimestampMs = {whole.TimestampMs},", StringComparison.Ordinal) && read.Contains($"Status = {whole.Status},", StringComparison.Ordinal)),
                $"{line[..length]}\n{read}\n{whole}");
        }
    });

    private static string Read(LineParser parser, WrittenFormat format, byte[] line)
    {
        parser.ApplyDirective(Encoding.UTF8.GetBytes(format.Header));
        LogRecord record = default;
        RejectReason reason = parser.Parse(line, -1, ref record);
        return reason != RejectReason.None
            ? $"{reason.Name()} at {parser.RejectedAt} of {Encoding.UTF8.GetString(line)}"
            : $"{parser.Kind} {new WrittenRequest(record.TimestampMs, Text(record.Client), Text(record.Method), Text(record.Target), record.Status, record.LatencyUs, record.ResponseBytes)}";
    }

    private static string Text(ReadOnlySpan<byte> text) => Encoding.UTF8.GetString(text);
}
