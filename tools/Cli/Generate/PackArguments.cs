using System.CommandLine;
using LogFunctions.Cli.Output;
using LogFunctions.LogGenerator.Packing;

namespace LogFunctions.Cli.Generate;

/// <summary>Options that say how lines become Kinesis records.</summary>
internal sealed class PackArguments
{
    private readonly Option<string?> _pack = new("--pack") { Description = "Kinesis: one line per record, many lines, many lines compressed, or KPL aggregates. Default lines.", HelpName = "none|lines|gzip|kpl" };
    private readonly Option<int?> _linesPerRecord = TypedOption.Number<int>("--lines-per-record", "Kinesis: most lines per record, 1 to 10000. Default: as many as fit one 25 KB payload unit (gzip: 350).");
    private readonly Option<string?> _partitionKey = new("--partition-key") { Description = "Kinesis: random, ip, endpoint, or any other text as the one key (a hot shard). Default random.", HelpName = "random|ip|endpoint|CONST" };

    public IEnumerable<Option> All => [_pack, _linesPerRecord, _partitionKey];

    /// <exception cref="CliException">A value is wrong, or given without a stream.</exception>
    public PackOptions Read(ParseResult parsed, Target target)
    {
        string? pack = parsed.GetValue(_pack);
        int? linesPerRecord = parsed.GetValue(_linesPerRecord);
        string? key = parsed.GetValue(_partitionKey);
        Arguments.Require(
            target.Kind == TargetKind.Kinesis || (pack ?? key ?? linesPerRecord?.ToString(System.Globalization.CultureInfo.InvariantCulture)) is null,
            "--pack, --lines-per-record and --partition-key are for --to kinesis:STREAM.");
        Arguments.Require(linesPerRecord is null or (>= 1 and <= 10_000), $"--lines-per-record is {linesPerRecord}; use 1 to 10000.");
        PackKind kind = pack switch
        {
            null or "lines" => PackKind.Lines,
            "none" => PackKind.None,
            "gzip" => PackKind.Gzip,
            "kpl" => PackKind.Kpl,
            _ => throw CliException.Usage($"--pack is '{pack}'; use none, lines, gzip or kpl."),
        };
        Arguments.Require(kind != PackKind.None || linesPerRecord is null or 1, "--pack none puts one line into a record; leave out --lines-per-record, or use --pack lines.");
        Arguments.Require(key is null or { Length: >= 1 and <= 256 }, "--partition-key takes 1 to 256 characters.");
        return new PackOptions
        {
            Kind = kind,
            LinesPerRecord = linesPerRecord,
            Partition = key switch
            {
                null or "random" => PartitionKind.Random,
                "ip" => PartitionKind.Client,
                "endpoint" => PartitionKind.Endpoint,
                _ => PartitionKind.Constant,
            },
            ConstantKey = key ?? "logs",
        };
    }
}
