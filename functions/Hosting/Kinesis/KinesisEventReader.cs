using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace LogFunctions.Hosting.Kinesis;

/// <summary>
/// Walks the records of a Kinesis event in its raw bytes, without building objects. The first record is read with a JSON reader, which
/// also notes where its variable fields lie; each following record is compared with the text between those fields, byte for
/// byte, so nothing is skipped that was not proved equal. Whatever differs (order, spacing, escapes, another shard) goes back to the
/// JSON reader. Accepts the plain event and the tumbling window event. Reusable, one event at a time; not thread-safe.
/// </summary>
public sealed class KinesisEventReader
{
    /// <summary>The API's limit on the digits of a sequence number.</summary>
    public const int MaxSequenceDigits = 128;

    private readonly RecordLayout _layout = new();
    private byte[] _event = [];
    private byte[] _data = [];
    private byte[]? _copy;
    private int _end;
    private int _position;
    private int _recordIndex = -1;
    private bool _isLayoutKnown;
    private RecordFields _fields;

    /// <summary>Whether the event has no (more) records.</summary>
    public bool AtEnd { get; private set; } = true;

    /// <summary>Index of the current record in the event.</summary>
    public int RecordIndex => _recordIndex;

    /// <summary>Shard and stream of the current record.</summary>
    public EventShard Shard { get; private set; }

    /// <summary>Changes when <see cref="Shard"/> does: cheaper to compare for every record.</summary>
    public int ShardRun { get; private set; }

    /// <summary>Digits of the current record's sequence number.</summary>
    public ReadOnlySpan<byte> SequenceNumber => _event.AsSpan(_fields.SequenceStart, _fields.SequenceLength);

    /// <summary>Arrival time of the current record, milliseconds since the epoch.</summary>
    public long ArrivalMs => _fields.ArrivalMs;

    /// <summary>Records the JSON reader had to read; for tests: 1 in an event of the usual layout.</summary>
    public int RecordsReadSlowly { get; private set; }

    /// <summary>Begins with an event and moves to its first record.</summary>
    /// <exception cref="InvalidEventException">The bytes are not a Kinesis event.</exception>
    public void Start(ReadOnlyMemory<byte> kinesisEvent)
    {
        SetBytes(kinesisEvent);
        _isLayoutKnown = false;
        _recordIndex = -1;
        RecordsReadSlowly = 0;
        _position = FindRecords();
        AtEnd = _position < 0;
        if (!AtEnd)
        {
            MoveNext();
        }
    }

    /// <summary>Moves to the next record; <see cref="AtEnd"/> says whether there was one.</summary>
    public void MoveNext()
    {
        int position = SkipWhitespace(_position);
        if (position < _end && _event[position] == (byte)',' && _recordIndex >= 0)
        {
            position = SkipWhitespace(position + 1);
        }
        else if (position < _end && _event[position] == (byte)']')
        {
            CheckRest(position);
            AtEnd = true;
            return;
        }
        else if (_recordIndex >= 0)
        {
            throw new InvalidEventException($"Kinesis event: after record {_recordIndex} ',' or ']' is expected at byte {position}.");
        }

        _recordIndex++;
        if (!_isLayoutKnown || !_layout.TryRead(_event.AsSpan(0, _end), position, ref _fields))
        {
            ReadSlowly(position);
        }

        _position = _fields.End;
    }

    /// <summary>A place to come back to with <see cref="Seek"/>.</summary>
    public RecordMark Mark() => new(_position, _recordIndex, _fields, Shard);

    public void Seek(RecordMark mark)
    {
        (_position, _recordIndex, _fields, EventShard shard) = (mark.Position, mark.RecordIndex, mark.Fields, mark.Shard);
        AtEnd = false;
        if (shard != Shard)
        {
            Shard = shard;
            ShardRun++;
            _isLayoutKnown = false;
        }
    }

    /// <summary>The payload of the current record, in a buffer that the next call reuses.</summary>
    /// <exception cref="InvalidEventException">The data is not base64.</exception>
    public ReadOnlySpan<byte> DecodeData()
    {
        ReadOnlySpan<byte> text = _event.AsSpan(_fields.DataStart, _fields.DataLength);
        int capacity = Base64.GetMaxDecodedFromUtf8Length(text.Length);
        if (_data.Length < capacity)
        {
            _data = GC.AllocateUninitializedArray<byte>(Math.Max(capacity, _data.Length * 2));
        }

        OperationStatus status = Base64.DecodeFromUtf8(text, _data, out int consumed, out int written);
        if (status != OperationStatus.Done && text.Contains((byte)'\\'))
        {
            // Some serializers write + and / as escapes.
            byte[] unescaped = Encoding.UTF8.GetBytes(JsonText.Unescape(text));
            status = Base64.DecodeFromUtf8(unescaped, _data, out consumed, out written);
        }

        return status == OperationStatus.Done
            ? _data.AsSpan(0, written)
            : throw new InvalidEventException($"Kinesis event: the data of record {_recordIndex} is not base64, at character {consumed} of {text.Length}.");
    }

    private void SetBytes(ReadOnlyMemory<byte> kinesisEvent)
    {
        if (MemoryMarshal.TryGetArray(kinesisEvent, out ArraySegment<byte> segment) && segment.Offset == 0)
        {
            _event = segment.Array!;
        }
        else
        {
            if (_copy is null || _copy.Length < kinesisEvent.Length)
            {
                _copy = new byte[kinesisEvent.Length];
            }

            kinesisEvent.CopyTo(_copy);
            _event = _copy;
        }

        _end = kinesisEvent.Length;
    }

    // Position behind the '[' of Records, or -1 when there are none (the last call of a tumbling window may come without).
    private int FindRecords()
    {
        var reader = new Utf8JsonReader(_event.AsSpan(0, _end));
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                throw new InvalidEventException("Kinesis event: not a JSON object.");
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool isRecords = reader.ValueTextEquals("Records"u8);
                reader.Read();
                if (isRecords && reader.TokenType == JsonTokenType.StartArray)
                {
                    return (int)reader.BytesConsumed;
                }

                if (isRecords && reader.TokenType != JsonTokenType.Null)
                {
                    throw new InvalidEventException($"Kinesis event: Records is {reader.TokenType}; an array is expected.");
                }

                reader.Skip();
            }

            return -1;
        }
        catch (JsonException exception)
        {
            throw new InvalidEventException($"Kinesis event: not JSON: {exception.Message}", exception);
        }
    }

    // What follows the records must end the event properly: a cut off event must not pass for a short one.
    private void CheckRest(int closingBracket)
    {
        ReadOnlySpan<byte> rest = _event.AsSpan(closingBracket, _end - closingBracket);
        if (rest.SequenceEqual("]}"u8))
        {
            return;
        }

        byte[] skeleton = [.. "{\"Records\":["u8, .. rest];
        var reader = new Utf8JsonReader(skeleton);
        try
        {
            int recordArrays = 0;
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals("Records"u8))
                {
                    recordArrays++;
                }
            }

            if (recordArrays > 1)
            {
                throw new InvalidEventException("Kinesis event: Records occurs twice.");
            }
        }
        catch (JsonException exception)
        {
            throw new InvalidEventException($"Kinesis event: damaged behind its {_recordIndex + 1} records: {exception.Message}", exception);
        }
    }

    private void ReadSlowly(int position)
    {
        RecordsReadSlowly++;
        _isLayoutKnown = _layout.Learn(_event.AsSpan(0, _end), position, _recordIndex, out _fields, out (int Start, int Length) shard, out (int Start, int Length) stream);
        ReadOnlySpan<byte> shardBytes = _event.AsSpan(shard.Start, shard.Length);
        ReadOnlySpan<byte> streamBytes = _event.AsSpan(stream.Start, stream.Length);
        if (!JsonText.Equal(shardBytes, Shard.ShardId) || !JsonText.Equal(streamBytes, Shard.Stream))
        {
            ShardRun++;
            Shard = new EventShard(Encoding.UTF8.GetString(streamBytes), Encoding.UTF8.GetString(shardBytes));
        }
    }

    private int SkipWhitespace(int position)
    {
        while (position < _end && (_event[position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t'))
        {
            position++;
        }

        return position;
    }
}
