using System.Text.Json;

namespace LogFunctions.Hosting.Kinesis;

/// <summary>Finds the fields of one record of an event with a JSON reader, in any order and spacing. Positions are those of the event.</summary>
internal ref struct RecordScan
{
    private static readonly (int Start, int Length) s_absent = (0, -1);
    private readonly int _offset;
    private Utf8JsonReader _reader;

    public RecordScan(ReadOnlySpan<byte> fromRecord, int offset)
    {
        _reader = new Utf8JsonReader(fromRecord);
        _offset = offset;
    }

    public (int Start, int Length) PartitionKey { get; private set; } = s_absent;

    public (int Start, int Length) SequenceNumber { get; private set; } = s_absent;

    public (int Start, int Length) Data { get; private set; } = s_absent;

    public (int Start, int Length) Arrival { get; private set; } = s_absent;

    public (int Start, int Length) EventId { get; private set; } = s_absent;

    public (int Start, int Length) EventSourceArn { get; private set; } = s_absent;

    public int End { get; private set; }

    public readonly bool HasPartitionKey => PartitionKey.Length >= 0;

    /// <exception cref="JsonException">Not a JSON object.</exception>
    public void Run()
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("an object is expected");
        }

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.ValueTextEquals("kinesis"u8))
            {
                ReadKinesis();
            }
            else if (_reader.ValueTextEquals("eventID"u8))
            {
                EventId = ReadValue(JsonTokenType.String);
            }
            else if (_reader.ValueTextEquals("eventSourceARN"u8))
            {
                EventSourceArn = ReadValue(JsonTokenType.String);
            }
            else
            {
                _reader.Skip();
            }
        }

        End = _offset + (int)_reader.BytesConsumed;
    }

    private void ReadKinesis()
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("kinesis must be an object");
        }

        while (_reader.Read() && _reader.TokenType == JsonTokenType.PropertyName)
        {
            if (_reader.ValueTextEquals("data"u8))
            {
                Data = ReadValue(JsonTokenType.String);
            }
            else if (_reader.ValueTextEquals("sequenceNumber"u8))
            {
                SequenceNumber = ReadValue(JsonTokenType.String);
            }
            else if (_reader.ValueTextEquals("partitionKey"u8))
            {
                PartitionKey = ReadValue(JsonTokenType.String);
            }
            else if (_reader.ValueTextEquals("approximateArrivalTimestamp"u8))
            {
                Arrival = ReadValue(JsonTokenType.Number);
            }
            else
            {
                _reader.Skip();
            }
        }
    }

    // The raw bytes of the value; of a string, what stands between its quotes.
    private (int Start, int Length) ReadValue(JsonTokenType expected)
    {
        _reader.Read();
        if (_reader.TokenType != expected)
        {
            _reader.Skip();
            return s_absent;
        }

        int quote = expected == JsonTokenType.String ? 1 : 0;
        return (_offset + (int)_reader.TokenStartIndex + quote, _reader.ValueSpan.Length);
    }
}
