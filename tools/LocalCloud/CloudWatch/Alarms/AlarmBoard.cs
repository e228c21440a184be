namespace LogFunctions.LocalCloud.CloudWatch.Alarms;

/// <summary>All alarms and what they say. Safe for concurrent use.</summary>
internal sealed class AlarmBoard
{
    private readonly Lock _gate = new();
    private readonly MetricCollector _metrics;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, AlarmState> _states = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _nameOfArn;

    public AlarmBoard(IReadOnlyList<AlarmDefinition> alarms, IReadOnlyList<CompositeDefinition> composites, MetricCollector metrics, TimeProvider time)
    {
        Alarms = alarms;
        Composites = composites;
        _metrics = metrics;
        _time = time;
        long now = time.GetUtcNow().ToUnixTimeSeconds();
        (string Arn, string Name)[] all = [.. alarms.Select(alarm => (alarm.Arn, alarm.Name)), .. composites.Select(composite => (composite.Arn, composite.Name))];
        _nameOfArn = all.ToDictionary(alarm => alarm.Arn, alarm => alarm.Name, StringComparer.Ordinal);
        foreach ((_, string name) in all)
        {
            _states[name] = new AlarmState(AlarmValue.InsufficientData, "Unchecked: Initial alarm creation", now);
        }

        string? unknown = composites.SelectMany(composite => composite.Rule.Names).Select(NameOf).FirstOrDefault(name => !_states.ContainsKey(name));
        if (unknown is not null)
        {
            throw new LocalCloudException($"A composite alarm of the template names the alarm {unknown}, which the template does not declare.");
        }
    }

    public IReadOnlyList<AlarmDefinition> Alarms { get; }

    public IReadOnlyList<CompositeDefinition> Composites { get; }

    /// <summary>What an alarm said when it was looked at last.</summary>
    public AlarmState StateOf(string name)
    {
        lock (_gate)
        {
            return _states[name];
        }
    }

    /// <summary>Looks at all alarms anew.</summary>
    /// <returns>Those that say something else than before.</returns>
    public IReadOnlyList<(string Name, AlarmValue Before, AlarmState Now)> Evaluate()
    {
        lock (_gate)
        {
            var changes = new List<(string Name, AlarmValue Before, AlarmState Now)>();
            long now = _time.GetUtcNow().ToUnixTimeSeconds();
            foreach (AlarmDefinition alarm in Alarms)
            {
                (AlarmValue value, string reason) = AlarmEvaluator.Evaluate(alarm, _metrics, now, _states[alarm.Name].Value);
                Note(alarm.Name, value, reason, now, changes);
            }

            // A composite may look at composites before or behind it: as many rounds as there are settle any order.
            foreach (CompositeDefinition composite in Composites.SelectMany(_ => Composites))
            {
                bool holds = composite.Rule.Holds(name => _states[NameOf(name)].Value);
                Note(composite.Name, holds ? AlarmValue.Alarm : AlarmValue.Ok, $"{composite.Rule.Text} is {(holds ? "true" : "false")}", now, changes);
            }

            return changes;
        }
    }

    private string NameOf(string nameOrArn) => _nameOfArn.GetValueOrDefault(nameOrArn) ?? nameOrArn;

    private void Note(string name, AlarmValue value, string reason, long now, List<(string Name, AlarmValue Before, AlarmState Now)> changes)
    {
        AlarmState before = _states[name];
        if (before.Value == value)
        {
            _states[name] = before with { Reason = reason };
            return;
        }

        _states[name] = new AlarmState(value, reason, now);
        changes.Add((name, before.Value, _states[name]));
    }
}
