using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace LogFunctions.LogGenerator.Profiles;

/// <summary>
/// Reads and writes profiles as YAML. A profile may <c>extends</c> a built-in one: mappings are merged key by key, lists and
/// values replace.
/// </summary>
public static class ProfileReader
{
    private const string ExtendsKey = "extends";

    private const int MaxFileBytes = 1 << 20;

    /// <summary>A built-in profile by name, or a YAML file.</summary>
    /// <exception cref="ProfileException">There is no such profile, or it is not valid.</exception>
    public static TrafficProfile Load(string nameOrPath)
    {
        if (BuiltInProfiles.Names.Contains(nameOrPath))
        {
            return BuiltInProfiles.Get(nameOrPath);
        }

        var file = new FileInfo(nameOrPath);
        if (!file.Exists)
        {
            throw new ProfileException($"There is no profile '{nameOrPath}': built-in are {string.Join(", ", BuiltInProfiles.Names)}, and no such file exists.");
        }

        if (file.Length > MaxFileBytes)
        {
            throw new ProfileException($"{nameOrPath} is larger than {MaxFileBytes} bytes: that is no profile.");
        }

        return Parse(File.ReadAllText(file.FullName), nameOrPath, file.DirectoryName!);
    }

    /// <summary>Reads YAML text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="source">What messages call it.</param>
    /// <param name="directory">What a trace file's path is relative to.</param>
    /// <exception cref="ProfileException">It is not valid; the message names source, line and key.</exception>
    public static TrafficProfile Parse(string yaml, string source, string directory)
    {
        try
        {
            YamlMappingNode own = LoadMapping(yaml, source);
            // Once by itself, so that a wrong key is reported with its own line.
            _ = Deserialize(own, withoutExtends: true);
            TrafficProfile profile = Deserialize(Resolve(own, source), withoutExtends: true);
            profile = ReadTrace(profile, directory);
            return ProfileRules.Check(profile, source);
        }
        catch (YamlException exception)
        {
            throw new ProfileException($"{source} line {exception.Start.Line}: {Innermost(exception)}", exception);
        }
    }

    /// <summary>Checks a profile that was changed in code.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="ProfileException">A rule is broken; the message names the key.</exception>
    public static TrafficProfile Check(TrafficProfile profile, string source) => ProfileRules.Check(profile, source);

    /// <summary>The profile as YAML with every default written out; reads back as an equal profile.</summary>
    public static string Describe(TrafficProfile profile)
    {
        ISerializer serializer = new SerializerBuilder()
            .WithNamingConvention(CamelCaseNamingConvention.Instance)
            .WithTypeConverter(new DurationConverter())
            .WithTypeConverter(new NumberConverter())
            .WithEnumNamingConvention(CamelCaseNamingConvention.Instance)
            .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull)
            .DisableAliases()
            .Build();
        // A trace that came from a file is named, not copied.
        TrafficProfile shown = profile.Rate.TraceFile is null ? profile : profile with { Rate = profile.Rate with { Trace = [] } };
        return serializer.Serialize(shown);
    }

    private static YamlMappingNode LoadMapping(string yaml, string source)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        if (stream.Documents.Count != 1 || stream.Documents[0].RootNode is not YamlMappingNode mapping)
        {
            throw new ProfileException($"{source} must hold one YAML mapping, for example `extends: steady`; see `logfn generate --profile steady --describe`.");
        }

        return mapping;
    }

    private static YamlMappingNode Resolve(YamlMappingNode own, string source)
    {
        var key = new YamlScalarNode(ExtendsKey);
        if (!own.Children.TryGetValue(key, out YamlNode? baseName))
        {
            return own;
        }

        string name = (baseName as YamlScalarNode)?.Value ?? "";
        if (!BuiltInProfiles.Names.Contains(name))
        {
            throw new ProfileException($"{source} line {baseName.Start.Line}: extends '{name}', but built-in profiles are {string.Join(", ", BuiltInProfiles.Names)}.");
        }

        YamlMappingNode merged = Resolve(LoadMapping(BuiltInProfiles.Text(name), name), name);
        Merge(merged, own);
        return merged;
    }

    private static void Merge(YamlMappingNode target, YamlMappingNode source)
    {
        foreach ((YamlNode key, YamlNode value) in source.Children)
        {
            if (value is YamlMappingNode mapping && target.Children.TryGetValue(key, out YamlNode? existing) && existing is YamlMappingNode inner)
            {
                Merge(inner, mapping);
            }
            else
            {
                target.Children[key] = value;
            }
        }
    }

    private static TrafficProfile Deserialize(YamlMappingNode mapping, bool withoutExtends)
    {
        IDeserializer deserializer = new DeserializerBuilder()
            .WithNamingConvention(CamelCaseNamingConvention.Instance)
            .WithTypeConverter(new DurationConverter())
            .WithDuplicateKeyChecking()
            .WithTypeMapping<IReadOnlyList<EndpointProfile>, List<EndpointProfile>>()
            .WithTypeMapping<IReadOnlyList<RegionProfile>, List<RegionProfile>>()
            .WithTypeMapping<IReadOnlyList<IncidentProfile>, List<IncidentProfile>>()
            .WithTypeMapping<IReadOnlyList<StepProfile>, List<StepProfile>>()
            .WithTypeMapping<IReadOnlyList<TracePoint>, List<TracePoint>>()
            .WithTypeMapping<IReadOnlyDictionary<int, double>, Dictionary<int, double>>()
            .Build();
        IEnumerable<ParsingEvent> events = EventsOf(mapping, withoutExtends);
        return deserializer.Deserialize<TrafficProfile>(new EventParser(events));
    }

    private static IEnumerable<ParsingEvent> EventsOf(YamlMappingNode mapping, bool withoutExtends)
    {
        yield return new StreamStart();
        yield return new DocumentStart();
        foreach (ParsingEvent item in EventsOfNode(mapping, withoutExtends))
        {
            yield return item;
        }

        yield return new DocumentEnd(isImplicit: true);
        yield return new StreamEnd();
    }

    private static IEnumerable<ParsingEvent> EventsOfNode(YamlNode node, bool withoutExtends)
    {
        switch (node)
        {
            case YamlMappingNode mapping:
                yield return new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, MappingStyle.Block, node.Start, node.Start);
                foreach ((YamlNode key, YamlNode value) in mapping.Children)
                {
                    if (withoutExtends && key is YamlScalarNode { Value: ExtendsKey })
                    {
                        continue;
                    }

                    foreach (ParsingEvent item in EventsOfNode(key, withoutExtends: false).Concat(EventsOfNode(value, withoutExtends: false)))
                    {
                        yield return item;
                    }
                }

                yield return new MappingEnd(node.End, node.End);
                break;
            case YamlSequenceNode sequence:
                yield return new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Block, node.Start, node.Start);
                foreach (ParsingEvent item in sequence.Children.SelectMany(child => EventsOfNode(child, withoutExtends: false)))
                {
                    yield return item;
                }

                yield return new SequenceEnd(node.End, node.End);
                break;
            case YamlScalarNode scalar:
                yield return new Scalar(AnchorName.Empty, TagName.Empty, scalar.Value ?? "", scalar.Style, isPlainImplicit: true, isQuotedImplicit: true, node.Start, node.End);
                break;
        }
    }

    private static TrafficProfile ReadTrace(TrafficProfile profile, string directory) => profile.Rate?.TraceFile is not { } path
        ? profile
        : profile with { Rate = profile.Rate with { Trace = TraceReader.Read(Path.Combine(directory, path)) } };

    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception.Message;
    }

    private sealed class EventParser(IEnumerable<ParsingEvent> events) : IParser
    {
        private readonly IEnumerator<ParsingEvent> _events = events.GetEnumerator();

        public ParsingEvent? Current { get; private set; }

        public bool MoveNext()
        {
            bool hasNext = _events.MoveNext();
            Current = hasNext ? _events.Current : null;
            return hasNext;
        }
    }

    private sealed class DurationConverter : IYamlTypeConverter
    {
        public bool Accepts(Type type) => type == typeof(TimeSpan) || type == typeof(TimeSpan?);

        public object? ReadYaml(IParser parser, Type type, ObjectDeserializer rootDeserializer)
        {
            Scalar scalar = parser.Consume<Scalar>();
            if (type == typeof(TimeSpan?) && scalar.Value is "" or "~" or "null")
            {
                return null;
            }

            return DurationText.TryParse(scalar.Value, out TimeSpan duration)
                ? duration
                : throw new YamlException(scalar.Start, scalar.End, $"'{scalar.Value}' is no duration; write 250ms, 90s, 5m, 1h30m or 2d.");
        }

        public void WriteYaml(IEmitter emitter, object? value, Type type, ObjectSerializer serializer) =>
            emitter.Emit(new Scalar(DurationText.Format((TimeSpan)value!)));
    }

    /// <summary>Shortest text that reads back as the same number.</summary>
    private sealed class NumberConverter : IYamlTypeConverter
    {
        public bool Accepts(Type type) => type == typeof(double);

        public object ReadYaml(IParser parser, Type type, ObjectDeserializer rootDeserializer) => throw new NotSupportedException();

        public void WriteYaml(IEmitter emitter, object? value, Type type, ObjectSerializer serializer) =>
            emitter.Emit(new Scalar(((double)value!).ToString("R", CultureInfo.InvariantCulture)));
    }
}
