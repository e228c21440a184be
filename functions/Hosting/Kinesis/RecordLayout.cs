using System.Buffers.Text;
using System.Text.Json;

namespace LogFunctions.Hosting.Kinesis;

/// <summary>
/// How the records of one event are written: the fields that vary, and the text between them, which is the same in every record (names,
/// spacing, shard, stream). Learned from one record by a JSON reader; further records are read by comparing that text.
/// </summary>
internal sealed class RecordLayout
{
    private const int FieldCount = 5;
    private const long MaxArrivalMs = 253_402_300_799_999;

    private enum Field
    {
        PartitionKey,
        SequenceNumber,
        Data,
        Arrival,
        EventIdNumber,
    }

    private readonly Field[] _order = new Field[FieldCount];

    // Text before each field, and after the last one: positions in the event, whose bytes stay where they are while it is walked.
    private readonly (int Start, int Length)[] _texts = new (int, int)[FieldCount + 1];

    /// <summary>Reads a record that is written like the learned one; false when it is not, and nothing is known about it then.</summary>
    public bool TryRead(ReadOnlySpan<byte> kinesisEvent, int position, ref RecordFields fields)
    {
        int eventIdStart = 0;
        int eventIdLength = 0;
        for (int i = 0; i < FieldCount; i++)
        {
            (int textStart, int textLength) = _texts[i];
            ReadOnlySpan<byte> rest = kinesisEvent[position..];
            if (!rest.StartsWith(kinesisEvent.Slice(textStart, textLength)))
            {
                return false;
            }

            position += textLength;
            rest = rest[textLength..];
            int length;
            switch (_order[i])
            {
                case Field.Data:
                    // Escapes and other bytes that are not base64 are found by the decoder.
                    length = rest.IndexOf((byte)'"');
                    fields.DataStart = position;
                    fields.DataLength = length;
                    break;
                case Field.SequenceNumber:
                    length = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                    fields.SequenceStart = position;
                    fields.SequenceLength = length;
                    break;
                case Field.EventIdNumber:
                    length = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
                    eventIdStart = position;
                    eventIdLength = length;
                    break;
                case Field.Arrival:
                    length = ReadPlainSeconds(rest, out fields.ArrivalMs);
                    break;
                default:
                    length = rest.IndexOfAny((byte)'"', (byte)'\\');
                    length = length >= 0 && rest[length] == (byte)'\\' ? -1 : length;
                    break;
            }

            if (length < 0)
            {
                return false;
            }

            position += length;
        }

        (int lastStart, int lastLength) = _texts[FieldCount];
        fields.End = position + lastLength;
        return fields.SequenceLength is > 0 and <= KinesisEventReader.MaxSequenceDigits
            && kinesisEvent[position..].StartsWith(kinesisEvent.Slice(lastStart, lastLength))
            && kinesisEvent.Slice(eventIdStart, eventIdLength).SequenceEqual(kinesisEvent.Slice(fields.SequenceStart, fields.SequenceLength));
    }

    /// <summary>Reads a record with a JSON reader.</summary>
    /// <param name="kinesisEvent">The event.</param>
    /// <param name="position">Where the record starts.</param>
    /// <param name="index">Its index, for messages.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="shard">Where its shard id lies.</param>
    /// <param name="stream">Where its stream's name lies.</param>
    /// <returns>Whether records like it can be read by <see cref="TryRead"/>.</returns>
    /// <exception cref="InvalidEventException">Not a record.</exception>
    public bool Learn(
        ReadOnlySpan<byte> kinesisEvent, int position, int index, out RecordFields fields, out (int Start, int Length) shard, out (int Start, int Length) stream)
    {
        try
        {
            var scan = new RecordScan(kinesisEvent[position..], position);
            scan.Run();
            fields = Check(kinesisEvent, in scan, index, out shard, out stream);
            return scan.HasPartitionKey && Arrange(in scan, position, fields.End);
        }
        catch (JsonException exception)
        {
            throw new InvalidEventException($"Kinesis event: record {index} at byte {position} is not JSON: {exception.Message}", exception);
        }
    }

    private static RecordFields Check(
        ReadOnlySpan<byte> kinesisEvent, in RecordScan scan, int index, out (int Start, int Length) shard, out (int Start, int Length) stream)
    {
        ReadOnlySpan<byte> number = Slice(kinesisEvent, scan.SequenceNumber);
        if (number.Length is 0 or > KinesisEventReader.MaxSequenceDigits || number.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            throw new InvalidEventException($"Kinesis event: record {index} has no kinesis.sequenceNumber of decimal digits.");
        }

        if (scan.Data.Length < 0)
        {
            throw new InvalidEventException($"Kinesis event: record {index} has no kinesis.data.");
        }

        ReadOnlySpan<byte> eventId = Slice(kinesisEvent, scan.EventId);
        int colon = eventId.IndexOf((byte)':');
        if (colon <= 0 || !eventId[(colon + 1)..].SequenceEqual(number) || eventId[..colon].ContainsAny("#\\"u8))
        {
            throw new InvalidEventException($"Kinesis event: the eventID of record {index} is not 'shardId:sequenceNumber'.");
        }

        shard = (scan.EventId.Start, colon);
        stream = StreamName(kinesisEvent, scan.EventSourceArn, index);
        return new RecordFields
        {
            SequenceStart = scan.SequenceNumber.Start,
            SequenceLength = scan.SequenceNumber.Length,
            DataStart = scan.Data.Start,
            DataLength = scan.Data.Length,
            End = scan.End,
            ArrivalMs = ToArrivalMs(Slice(kinesisEvent, scan.Arrival), index),
        };
    }

    // arn:aws:kinesis:region:account:stream/NAME, or .../NAME/consumer/... with enhanced fan-out
    private static (int Start, int Length) StreamName(ReadOnlySpan<byte> kinesisEvent, (int Start, int Length) arn, int index)
    {
        ReadOnlySpan<byte> text = Slice(kinesisEvent, arn);
        int start = text.IndexOf(":stream/"u8) + ":stream/"u8.Length;
        int slash = start < 8 ? -1 : text[start..].IndexOf((byte)'/');
        int length = start < 8 ? 0 : slash >= 0 ? slash : text.Length - start;
        return length > 0 && !text.ContainsAny("#\\"u8)
            ? (arn.Start + start, length)
            : throw new InvalidEventException($"Kinesis event: the eventSourceARN of record {index} names no stream; 'arn:aws:kinesis:...:stream/NAME' is expected.");
    }

    private static long ToArrivalMs(ReadOnlySpan<byte> number, int index)
    {
        if (!number.IsEmpty && ReadPlainSeconds(number, out long plainMs) == number.Length)
        {
            return plainMs;
        }

        bool isNumber = Utf8Parser.TryParse(number, out double seconds, out int length) && length == number.Length;
        double ms = Math.Round(seconds * 1000);
        return isNumber && ms is >= 0 and <= MaxArrivalMs
            ? (long)ms
            : throw new InvalidEventException($"Kinesis event: record {index} has no approximateArrivalTimestamp in seconds since 1970.");
    }

    /// <summary>Seconds with up to three decimals, without sign and exponent; -1 for anything else (which the caller reads otherwise).</summary>
    private static int ReadPlainSeconds(ReadOnlySpan<byte> text, out long milliseconds)
    {
        long value = 0;
        int decimals = -1;
        int position = 0;
        for (; position < text.Length; position++)
        {
            uint digit = (uint)(text[position] - '0');
            if (digit <= 9)
            {
                value = (value * 10) + digit;
                decimals += decimals >= 0 ? 1 : 0;
            }
            else if (text[position] == (byte)'.' && decimals < 0 && position > 0)
            {
                decimals = 0;
            }
            else
            {
                break;
            }
        }

        milliseconds = value * (decimals switch { 1 => 100, 2 => 10, 3 => 1, _ => 1000 });
        bool isPlain = position is > 0 and <= 15 && decimals is -1 or 1 or 2 or 3;
        bool isDone = position == text.Length || text[position] is (byte)',' or (byte)'}' or (byte)' ';
        return isPlain && isDone && milliseconds <= MaxArrivalMs ? position : -1;
    }

    private bool Arrange(in RecordScan scan, int recordStart, int recordEnd)
    {
        int numberInEventId = scan.EventId.Start + scan.EventId.Length - scan.SequenceNumber.Length;
        Span<(int Start, int Length, Field Field)> found =
        [
            (scan.PartitionKey.Start, scan.PartitionKey.Length, Field.PartitionKey),
            (scan.SequenceNumber.Start, scan.SequenceNumber.Length, Field.SequenceNumber),
            (scan.Data.Start, scan.Data.Length, Field.Data),
            (scan.Arrival.Start, scan.Arrival.Length, Field.Arrival),
            (numberInEventId, scan.SequenceNumber.Length, Field.EventIdNumber),
        ];
        found.Sort(static (left, right) => left.Start.CompareTo(right.Start));
        int textStart = recordStart;
        for (int i = 0; i < FieldCount; i++)
        {
            _order[i] = found[i].Field;
            _texts[i] = (textStart, found[i].Start - textStart);
            textStart = found[i].Start + found[i].Length;
        }

        _texts[FieldCount] = (textStart, recordEnd - textStart);
        return true;
    }

    private static ReadOnlySpan<byte> Slice(ReadOnlySpan<byte> bytes, (int Start, int Length) part) =>
        part.Length < 0 ? [] : bytes.Slice(part.Start, part.Length);
}
