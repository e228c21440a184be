namespace LogFunctions.Core.Parsing;

/// <summary>The fields of a JSON line that count. The number is the slot of the field.</summary>
internal enum JsonField : byte
{
    Timestamp,
    Client,
    Region,
    Method,
    Endpoint,
    Request,
    Status,
    Latency,
    Bytes,

    /// <summary>Any other key: its value is checked for syntax and skipped.</summary>
    Ignored,
}

/// <summary>What a key means.</summary>
/// <param name="Field">The field.</param>
/// <param name="Rank">When several keys of a line name one field, the lowest rank counts; of equal ones the last.</param>
/// <param name="PowerToMicros">For latency: the value times ten to this is microseconds.</param>
internal readonly record struct JsonKey(JsonField Field, ushort Rank, sbyte PowerToMicros)
{
    public static JsonKey Ignored => new(JsonField.Ignored, 0, 0);
}

/// <summary>Own names and aliases of JSON fields, looked up by bytes without allocation.</summary>
internal sealed class JsonFieldTable
{
    private const sbyte Seconds = 6;
    private const sbyte Milliseconds = 3;
    private const sbyte Microseconds = 0;

    /// <summary>Names that <c>FIELD_ALIASES</c> may point to.</summary>
    private static readonly (string Name, JsonField Field, sbyte PowerToMicros)[] s_ownNames =
    [
        ("ts", JsonField.Timestamp, 0), ("ip", JsonField.Client, 0), ("region", JsonField.Region, 0),
        ("method", JsonField.Method, 0), ("endpoint", JsonField.Endpoint, 0), ("request", JsonField.Request, 0),
        ("status", JsonField.Status, 0), ("bytes", JsonField.Bytes, 0),
        ("rt_ms", JsonField.Latency, Milliseconds), ("rt_us", JsonField.Latency, Microseconds), ("rt_s", JsonField.Latency, Seconds),
    ];

    /// <summary>
    /// What nginx, Apache, the Kinesis Agent, fluent-bit, flog, CloudFront and ALB forwarders call them, the surest first.
    /// <c>host</c> is last: it is the client for the Kinesis Agent and flog, but the virtual host in many nginx formats.
    /// </summary>
    private static readonly (string Names, JsonField Field, sbyte PowerToMicros)[] s_aliases =
    [
        ("timestamp,time,@timestamp,datetime,time_iso8601,msec,time_local", JsonField.Timestamp, 0),
        ("remote_addr,client_ip,clientip,remote,c-ip,client,host", JsonField.Client, 0),
        ("c-country,x-edge-location", JsonField.Region, 0),
        ("request_method,http_method,cs-method", JsonField.Method, 0),
        ("path,request_uri,uri,url,cs-uri-stem", JsonField.Endpoint, 0),
        ("response,code,status_code,sc-status,elb_status_code", JsonField.Status, 0),
        ("response_time,duration,response_time_ms,duration_ms,latency_ms", JsonField.Latency, Milliseconds),
        ("request_time,time-taken", JsonField.Latency, Seconds),
        ("body_bytes_sent,bytes_sent,size,sc-bytes,sent_bytes", JsonField.Bytes, 0),
    ];

    private readonly (byte[] Name, JsonKey Key)[] _slots;

    /// <exception cref="FormatException">A field is unknown, or a name is given twice.</exception>
    public JsonFieldTable(IReadOnlyList<FieldAlias> userAliases)
    {
        var keys = new Dictionary<string, JsonKey>(StringComparer.Ordinal);
        foreach (FieldAlias alias in userAliases)
        {
            int own = Array.FindIndex(s_ownNames, name => name.Field != JsonField.Ignored && name.Name == alias.Field);
            if (own < 0)
            {
                throw new FormatException($"field alias {alias.Field}={alias.Name}: no field '{alias.Field}'; known are {string.Join(", ", s_ownNames.Select(name => name.Name))}");
            }
            if (!keys.TryAdd(alias.Name, new JsonKey(s_ownNames[own].Field, (ushort)keys.Count, s_ownNames[own].PowerToMicros)))
            {
                throw new FormatException($"field alias {alias.Field}={alias.Name}: '{alias.Name}' is given twice");
            }
        }
        foreach ((string name, JsonField field, sbyte power) in s_ownNames)
        {
            keys.TryAdd(name, new JsonKey(field, (ushort)keys.Count, power));
        }
        foreach ((string names, JsonField field, sbyte power) in s_aliases)
        {
            foreach (string name in names.Split(','))
            {
                keys.TryAdd(name, new JsonKey(field, (ushort)keys.Count, power));
            }
        }
        _slots = Fill(keys);
    }

    /// <summary>At most half full, so that a probe always ends.</summary>
    private static (byte[] Name, JsonKey Key)[] Fill(Dictionary<string, JsonKey> keys)
    {
        var slots = new (byte[] Name, JsonKey Key)[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)keys.Count * 2)];
        foreach ((string name, JsonKey key) in keys)
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(name);
            int slot = Hash(bytes) & (slots.Length - 1);
            while (slots[slot].Name is not null)
            {
                slot = (slot + 1) & (slots.Length - 1);
            }
            slots[slot] = (bytes, key);
        }
        return slots;
    }

    public JsonKey Find(ReadOnlySpan<byte> name)
    {
        (byte[] Name, JsonKey Key)[] slots = _slots;
        for (int slot = Hash(name) & (slots.Length - 1); slots[slot].Name is { } known; slot = (slot + 1) & (slots.Length - 1))
        {
            if (name.SequenceEqual(known))
            {
                return slots[slot].Key;
            }
        }
        return JsonKey.Ignored;
    }

    /// <summary>First, last, middle and length tell log field names apart well enough; equality is always checked.</summary>
    private static int Hash(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? 0 : name.Length + (name[0] * 7) + (name[^1] * 31) + (name[name.Length / 2] * 131);
}
