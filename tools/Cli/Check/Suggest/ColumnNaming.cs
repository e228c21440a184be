namespace LogFunctions.Cli.Check.Suggest;

/// <summary>
/// Names the columns of lines of one shape, by what holds for every line. Null where a line has no time, request or status that a directive can name.
/// </summary>
internal sealed class ColumnNaming
{
    private readonly IReadOnlyList<LineColumn> _columns;
    private readonly ColumnName?[] _names;
    private int _request = -1;

    private ColumnNaming(IReadOnlyList<LineColumn> columns) => (_columns, _names) = (columns, new ColumnName?[columns.Count]);

    /// <summary>A name for each column; null when they are no log of requests.</summary>
    public static ColumnName[]? Name(IReadOnlyList<LineColumn> columns)
    {
        var naming = new ColumnNaming(columns);
        int time = naming.NameTime();
        if (time < 0 || !naming.NameRequest() || !naming.NameStatus())
        {
            return null;
        }

        naming.NameClient(time);
        naming.NameQuoted();
        naming.NameNamed();
        naming.NameSeconds();
        naming.NameWholeNumbers();
        naming.NameRest();
        return [.. naming._names.Select(name => name!)];
    }

    private int NameTime() => Take(column => column.AreClfTimes, new ColumnName("time_local", "%t")) is var clf and >= 0 ? clf
        : Take(column => column.AreIsoTimes, new ColumnName("time_iso8601", null)) is var iso and >= 0 ? iso
        : Take(column => column.AreEpochTimes, new ColumnName("msec", null));

    private bool NameRequest()
    {
        _request = Take(column => column.Field.IsQuoted && column.AreRequests, new ColumnName("request", "%r"));
        if (_request >= 0)
        {
            return true;
        }

        int method = Take(column => column.AreMethods, new ColumnName("request_method", "%m"));
        _request = method < 0 ? -1 : Take(column => column.AreTargets, new ColumnName("request_uri", "%U"));
        return _request >= 0;
    }

    // The last two words before the referer of which the first is a registered status and the second a size: something may stand before them.
    private bool NameStatus()
    {
        int end = Enumerable.Range(_request + 1, _columns.Count - _request - 1).FirstOrDefault(index => _columns[index].Field.IsQuoted, _columns.Count);
        for (int pass = 0; pass < 2; pass++)
        {
            for (int index = end - 1; index > _request; index--)
            {
                bool hasBytes = index + 1 < end && IsFree(index + 1) && _columns[index + 1].AreBytes;
                if (IsFree(index) && _columns[index].AreStatuses && (hasBytes || pass == 1))
                {
                    _names[index] = new ColumnName("status", "%>s");
                    _names[hasBytes ? index + 1 : index] ??= new ColumnName("body_bytes_sent", "%b");
                    return true;
                }
            }
        }

        return Take(column => column.AreStatuses, new ColumnName("status", "%>s")) >= 0;
    }

    private void NameClient(int time)
    {
        int client = Take(column => column.AreForwarded, new ColumnName("http_x_forwarded_for", "%{X-Forwarded-For}i"));
        int address = Take(column => column.AreAddresses && !column.Field.IsQuoted, new ColumnName("remote_addr", "%h"));
        client = address >= 0 ? address : client;
        if (client < 0 && time > 0 && IsFree(0))
        {
            _names[client = 0] = new ColumnName("remote_addr", "%h");
        }

        // host - user [time]
        if (client >= 0 && client + 2 == time - 1 && IsFree(client + 1) && IsFree(client + 2))
        {
            _names[client + 1] = new ColumnName("remote_ident", "%l", IsUnknown: false);
            _names[client + 2] = new ColumnName("remote_user", "%u");
        }

        if (client > 0 && IsFree(0) && !_columns[0].Field.IsQuoted)
        {
            _names[0] = new ColumnName("host", "%v");
        }
    }

    // Referer and agent are the first two in quotes behind the request; of a single one the agent is likelier.
    private void NameQuoted()
    {
        int[] quoted = [.. Enumerable.Range(_request + 1, _columns.Count - _request - 1)
            .Where(index => IsFree(index) && _columns[index].Field.IsQuoted && _columns[index].Field.Name.Length == 0)];
        bool hasReferer = quoted.Length > 1 && quoted[1] == quoted[0] + 1 && _columns[quoted[0]].AreReferers;
        if (hasReferer)
        {
            _names[quoted[0]] = new ColumnName("http_referer", "%{Referer}i");
        }

        int agent = hasReferer ? 1 : 0;
        if (quoted.Length > agent && !_columns[quoted[agent]].AreSeconds)
        {
            _names[quoted[agent]] = new ColumnName("http_user_agent", "%{User-Agent}i");
        }

        foreach (int index in quoted.Where(index => IsFree(index) && _columns[index].AreAddresses))
        {
            _names[index] = new ColumnName("http_x_forwarded_for", "%{X-Forwarded-For}i");
        }
    }

    // rt=0.010 urt="0.009"
    private void NameNamed()
    {
        for (int index = 0; index < _columns.Count; index++)
        {
            string name = _columns[index].Field.Name;
            if (IsFree(index) && name is "rt" or "request_time" && _columns[index].AreSeconds)
            {
                _names[index] = new ColumnName("request_time", null);
            }
            else if (IsFree(index) && name.Length > 0)
            {
                _names[index] = _columns[index].AreSeconds || _columns[index].AreLists
                    ? new ColumnName("upstream_response_time", null)
                    : ColumnName.Unknown("named_" + new string([.. name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')]));
            }
        }
    }

    /// <summary>
    /// The request's time is at least as long as every other of the line. Where that holds for two columns, and neither is ever longer, it does not
    /// matter which one is taken.
    /// </summary>
    private void NameSeconds()
    {
        int[] single = [.. Free(column => column.AreSeconds)];
        int[] lists = [.. Free(column => column.AreLists)];
        bool isKnown = Array.Exists(_names, name => name?.Nginx == "request_time");
        int[] longest = isKnown ? [] : [.. single.Where(index => single.All(other => IsNeverShorter(index, other)))];
        if (longest.Length > 0)
        {
            _names[longest[0]] = new ColumnName("request_time", null);
        }

        bool isOrdered = isKnown || longest.Length > 0;
        string[] others = ["upstream_response_time", "upstream_header_time", "upstream_connect_time"];
        int next = 0;
        foreach (int index in single.Concat(lists).Where(IsFree).Order())
        {
            _names[index] = isOrdered || lists.Contains(index) ? new ColumnName(others[Math.Min(next++, 2)], null) : ColumnName.Unknown($"seconds_{index}");
        }

        foreach (int index in Free(column => column.AreOtherDecimals))
        {
            _names[index] = new ColumnName("gzip_ratio", null);
        }
    }

    private void NameWholeNumbers()
    {
        int[] whole = [.. Free(column => column.IsWhole && !column.Field.IsQuoted && column.Field.Name.Length == 0).Where(index => index > _request)];
        bool hasLatency = Array.Exists(_names, name => name?.Nginx is "request_time" or "upstream_response_time" or "gzip_ratio");
        if (whole.Length == 1 && !hasLatency && !_columns[whole[0]].ArePorts)
        {
            _names[whole[0]] = new ColumnName("duration", "%D") { IsApacheOnly = true };
        }

        // %S is the sum of %I and %O (mod_logio).
        if (whole.Length == 3 && AreRows(whole, row => row[0] == row[1] + row[2]))
        {
            _names[whole[0]] = new ColumnName("bytes_transferred", "%S") { IsApacheOnly = true };
            NameInOut(whole[1], whole[2]);
        }
        else if (whole.Length == 2 && !_columns[whole[1]].ArePorts && BytesColumn() is var bytes and >= 0 && AreRows([whole[1], bytes], row => row[0] >= row[1] && row[0] <= row[1] + 16_384))
        {
            NameInOut(whole[0], whole[1]); // sent with headers
        }

        foreach (int index in Free(column => column.ArePorts))
        {
            _names[index] = new ColumnName("server_port", "%p");
        }
    }

    private void NameInOut(int received, int sent)
    {
        _names[received] = new ColumnName("request_length", "%I") { IsApacheOnly = true };
        _names[sent] = new ColumnName("bytes_sent", "%O") { IsApacheOnly = true };
    }

    private void NameRest()
    {
        int next = 1;
        for (int index = 0; index < _names.Length; index++)
        {
            string kind = _columns[index].IsWhole ? "number" : _columns[index].Field.IsQuoted ? "quoted" : _columns[index].Field.IsBracketed ? "bracketed" : "word";
            _names[index] ??= ColumnName.Unknown($"{kind}_{next++}");
        }
    }

    private int BytesColumn() => Array.FindIndex(_names, name => name?.Nginx == "body_bytes_sent");

    private bool IsNeverShorter(int column, int other) => AreRows([column, other], row => row[0] >= row[1]);

    // Rows without a number in one of the columns say nothing.
    private bool AreRows(int[] columns, Func<decimal[], bool> holds)
    {
        decimal?[][] numbers = [.. columns.Select(column => _columns[column].Numbers.ToArray())];
        return Enumerable.Range(0, numbers[0].Length)
            .Where(row => numbers.All(column => column[row] is not null))
            .All(row => holds([.. numbers.Select(column => column[row]!.Value)]));
    }

    private IEnumerable<int> Free(Func<LineColumn, bool> fits) => Enumerable.Range(0, _columns.Count).Where(index => IsFree(index) && fits(_columns[index]));

    private bool IsFree(int index) => _names[index] is null;

    private int Take(Func<LineColumn, bool> fits, ColumnName name)
    {
        int index = Free(fits).FirstOrDefault(-1);
        if (index >= 0)
        {
            _names[index] = name;
        }

        return index;
    }
}
