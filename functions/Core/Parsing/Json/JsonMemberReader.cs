namespace LogFunctions.Core.Parsing;

/// <summary>
/// The members of a JSON line in any order, spacing and escapes, those of inner objects that may hold fields included. The slow way of
/// <see cref="JsonShape.TryMatch"/>, from which shapes are learned.
/// </summary>
internal sealed class JsonMemberReader(JsonFieldTable fields, Scratch scratch, int maxDepth)
{
    // Fields stand at most this deep: http.response.body.bytes in two wrappers.
    private const int MaxFieldDepth = 7;

    private readonly byte[] _path = new byte[JsonFieldTable.MaxNameBytes + 1];
    private JsonShape _shape = new();
    private JsonSlot[] _slots = [];
    private int _literalStart;

    /// <summary>Gets the keys that are read, when somebody wants to know.</summary>
    public List<JsonName>? Names { get; init; }

    /// <summary>Fills slots and shape; 0, or what is wrong as <see cref="JsonSyntax"/> says it.</summary>
    public int Read(ReadOnlySpan<byte> line, JsonShape shape, JsonSlot[] slots)
    {
        shape.Clear();
        (_shape, _slots, _literalStart) = (shape, slots, 0);
        int position = 0;
        int fault = ReadObject(line, ref position, new Place(0, 0, 0));
        if (fault != 0)
        {
            return fault;
        }

        position = JsonSyntax.SkipWhitespace(line, position);
        shape.Complete(line[_literalStart..]);
        return position == line.Length ? 0 : ~position;
    }

    /// <summary>Where an object stands.</summary>
    /// <param name="Depth">Objects around it.</param>
    /// <param name="PathLength">Bytes of its path, with the point behind it.</param>
    /// <param name="WrapperLength">Those of them that name wrappers.</param>
    private readonly record struct Place(int Depth, int PathLength, int WrapperLength);

    // From the opening brace to behind the closing one.
    private int ReadObject(ReadOnlySpan<byte> line, ref int position, Place place)
    {
        position = JsonSyntax.SkipWhitespace(line, position + 1);
        if (position < line.Length && line[position] == '}')
        {
            position++;
            return 0;
        }

        while (true)
        {
            int fault = ReadMember(line, ref position, place);
            if (fault != 0)
            {
                return fault;
            }

            position = JsonSyntax.SkipWhitespace(line, position);
            if (position < line.Length && line[position] == ',')
            {
                position = JsonSyntax.SkipWhitespace(line, position + 1);
                continue;
            }

            if (position >= line.Length || line[position] != '}')
            {
                return ~position;
            }

            position++;
            return 0;
        }
    }

    // From a key's quote to behind its value.
    private int ReadMember(ReadOnlySpan<byte> line, ref int position, Place place)
    {
        int fault = ReadKey(line, ref position, place, out int pathLength);
        if (fault != 0)
        {
            return fault;
        }

        ReadOnlySpan<byte> path = _path.AsSpan(0, pathLength);
        if (position < line.Length && line[position] == '{' && place.Depth < MaxFieldDepth && pathLength > place.PathLength
            && fields.IsParent(path, place.WrapperLength, out bool isWrapper))
        {
            if (place.Depth + 1 >= maxDepth)
            {
                return JsonSyntax.TooDeep;
            }

            _path[pathLength] = (byte)'.';
            return ReadObject(
                line, ref position, new Place(place.Depth + 1, pathLength + 1, isWrapper ? pathLength + 1 : place.WrapperLength));
        }

        int end = JsonSyntax.ValueEnd(line, position, maxDepth - 1 - place.Depth);
        if (end < 0)
        {
            return end;
        }

        JsonKey key = pathLength > place.PathLength ? fields.Find(path, place.WrapperLength) : JsonKey.Ignored;
        int slot = ReadValue(line, position, end, key, place.Depth);
        Names?.Add(JsonName.Of(path, slot, line[position..end].Trim((byte)'"')));
        position = end;
        return 0;
    }

    // From a key's quote to the start of its value. A path that is too long for any field ends where its object's does.
    private int ReadKey(ReadOnlySpan<byte> line, ref int position, Place place, out int pathLength)
    {
        pathLength = place.PathLength;
        if (position >= line.Length || line[position] != '"')
        {
            return ~position;
        }

        int end = JsonSyntax.StringEnd(line, position + 1, out bool hasEscapes);
        if (end < 0)
        {
            return end;
        }

        ReadOnlySpan<byte> name = line[(position + 1)..end];
        name = hasEscapes ? scratch.Commit(JsonText.Unescape(name, scratch.Reserve(name.Length))) : name;
        if (name.Length <= JsonFieldTable.MaxNameBytes - pathLength)
        {
            name.CopyTo(_path.AsSpan(pathLength));
            pathLength += name.Length;
        }

        position = JsonSyntax.SkipWhitespace(line, end + 1);
        if (position >= line.Length || line[position] != ':')
        {
            return ~position;
        }

        position = JsonSyntax.SkipWhitespace(line, position + 1);
        return 0;
    }

    // The slot of the value.
    private int ReadValue(ReadOnlySpan<byte> line, int start, int end, JsonKey key, int depth)
    {
        byte first = line[start];
        if (first == 'n')
        {
            _shape.Candidates.AddNull(key.Field);
            return JsonCandidates.IgnoredSlot; // stays part of the literal
        }

        if (first is (byte)'t' or (byte)'f' && key.Field == JsonField.Ignored)
        {
            return JsonCandidates.IgnoredSlot;
        }

        bool isString = first == '"';
        bool isNumber = first is (byte)'-' or (>= (byte)'0' and <= (byte)'9');
        (int valueStart, int valueEnd) = isString ? (start + 1, end - 1) : (start, end);
        JsonValueForm form = isString ? JsonValueForm.String : isNumber ? JsonValueForm.Number : JsonValueForm.Nested;
        int slot = _shape.Add(line[_literalStart..valueStart], form, key, depth, first);
        _literalStart = valueEnd;
        _slots[slot] = new JsonSlot
        {
            Span = new FieldSpan(valueStart, valueEnd - valueStart),
            HasEscapes = isString && line[valueStart..valueEnd].Contains((byte)'\\'),
        };
        return slot;
    }
}
