using System.CommandLine;
using System.Globalization;

namespace LogFunctions.Cli.Up;

/// <summary>The options of <c>logfn up</c> and what makes them valid.</summary>
internal sealed class UpArguments
{
    private readonly Option<string?> _input = new("--input") { Description = "Log file to replay (text or gzip), then end; without it traffic is generated until Ctrl-C.", HelpName = "FILE" };
    private readonly Option<string> _speed = new("--speed") { Description = "Pace of --input: max, or a multiple of the file's own pace such as 1x or 10x.", HelpName = "max|1x|10x", DefaultValueFactory = _ => "max" };
    private readonly Option<string?> _report = new("--report") { Description = "Write a JSON report, read from the table rows only, to this file.", HelpName = "FILE" };
    private readonly Option<int> _shards = new("--shards") { Description = "Shards of the stream, 1 to 1000.", HelpName = "N", DefaultValueFactory = _ => 2 };
    private readonly Option<string> _templateIds = new("--template-ids") { Description = "on: /orders/42 counts as /orders/{id}; off: every path counts by itself, up to 1000 bytes of it.", HelpName = "on|off", DefaultValueFactory = _ => "on" };
    private readonly Option<int?> _lateness = new("--lateness") { Description = "Seconds a window stays open for late lines, 0 to 3600 (ALLOWED_LATENESS_SECONDS).", HelpName = "SECONDS" };
    private readonly Option<double> _rate = new("--rate") { Description = "Lines per second to generate, 1 to 1000000.", HelpName = "N", DefaultValueFactory = _ => 500 };
    private readonly Option<string?> _duration = new("--duration") { Description = "Generate this long, then end: 30s, 5m, 2h.", HelpName = "TIME" };
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of the generated traffic.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string?> _data = new("--data") { Description = "Keep the data in this folder between runs; without it a temporary folder is removed at the end.", HelpName = "DIR" };
    private readonly Option<int?> _port = new("--port") { Description = "First port on 127.0.0.1 for the endpoints; without it free ports are taken.", HelpName = "N" };
    private readonly Option<string?> _functions = new("--functions") { Description = "Folder of the function executables; without it those built with logfn.", HelpName = "DIR" };
    private readonly Option<string[]> _environment = new("--env") { Description = "Environment variable of the functions, instead of template.yaml's; may be given again.", HelpName = "NAME=VALUE" };

    /// <summary>The options in the order of the help text.</summary>
    public IEnumerable<Option> All =>
        [_input, _speed, _report, _shards, _templateIds, _lateness, _rate, _duration, _seed, _data, _port, _functions, _environment];

    /// <summary>Checks everything that can be checked before anything is started.</summary>
    /// <exception cref="CliException">A value is wrong.</exception>
    public UpOptions Read(ParseResult parsed)
    {
        string? input = parsed.GetValue(_input);
        foreach (Option option in (Option[])[_rate, _duration, _seed])
        {
            Require(input is null || parsed.GetResult(option) is null or { Implicit: true }, $"{option.Name} is for generated traffic; leave it out with --input.");
        }

        Require(input is not null || parsed.GetResult(_speed) is null or { Implicit: true }, "--speed is the pace of a file; give --input, or --rate for generated traffic.");
        TimeSpan? duration = parsed.GetValue(_duration) is { } text ? ReadDuration(text) : null;
        Require(parsed.GetValue(_report) is null || input is not null || duration is not null, "--report needs an end: give --input or --duration.");
        return new UpOptions
        {
            Input = input,
            Speed = ReadSpeed(parsed.GetValue(_speed)!),
            Report = parsed.GetValue(_report),
            Shards = InRange(parsed.GetValue(_shards), 1, 1000, "--shards"),
            Rate = InRange(parsed.GetValue(_rate), 1, 1_000_000, "--rate"),
            Duration = duration,
            Seed = parsed.GetValue(_seed),
            DataDirectory = parsed.GetValue(_data),
            Port = parsed.GetValue(_port) is { } port ? InRange(port, 1, 65_535, "--port") : null,
            FunctionEnvironment = ReadEnvironment(parsed),
            FunctionsDirectory = ReadFunctions(parsed.GetValue(_functions)),
        };
    }

    private Dictionary<string, string> ReadEnvironment(ParseResult parsed)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        string templateIds = parsed.GetValue(_templateIds)!;
        Require(templateIds is "on" or "off", $"--template-ids is '{templateIds}'; use on or off.");
        environment["TEMPLATE_IDS"] = templateIds;
        if (templateIds == "off")
        {
            environment["MAX_ENDPOINT_BYTES"] = "1000"; // paths as they are: the longest that a table key can hold
        }

        if (parsed.GetValue(_lateness) is { } lateness)
        {
            environment["ALLOWED_LATENESS_SECONDS"] = InRange(lateness, 0, 3600, "--lateness").ToString(CultureInfo.InvariantCulture);
        }

        foreach (string pair in parsed.GetValue(_environment) ?? [])
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            Require(equals > 0, $"--env is '{pair}'; use NAME=VALUE.");
            environment[pair[..equals]] = pair[(equals + 1)..];
        }

        return environment;
    }

    private static double? ReadSpeed(string text)
    {
        if (text == "max")
        {
            return null;
        }

        Require(
            text.EndsWith('x') && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double factor) && factor is >= 0.01 and <= 1_000_000,
            $"--speed is '{text}'; use max or a multiple from 0.01x to 1000000x, such as 10x.");
        return double.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture);
    }

    private static TimeSpan ReadDuration(string text)
    {
        double unitSeconds = text.Length == 0 ? 0 : text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 0 };
        bool valid = double.TryParse(text.AsSpan(0, Math.Max(0, text.Length - 1)), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            && unitSeconds > 0 && number > 0 && number * unitSeconds <= 30 * 86_400;
        Require(valid, $"--duration is '{text}'; use a number with s, m or h, such as 30s, up to 720h.");
        return TimeSpan.FromSeconds(number * unitSeconds);
    }

    private static string ReadFunctions(string? folder)
    {
        string path = folder ?? Path.Combine(AppContext.BaseDirectory, "functions");
        Require(folder is null || Directory.Exists(path), $"--functions {folder} does not exist.");
        return Directory.Exists(path)
            ? Path.GetFullPath(path)
            : throw new CliException($"no functions are built beside logfn ({path}); build with `dotnet build tools/Cli`, or give --functions.");
    }

    private static T InRange<T>(T value, T min, T max, string option)
        where T : IComparable<T>, IFormattable
    {
        Require(
            value.CompareTo(min) >= 0 && value.CompareTo(max) <= 0,
            $"{option} is {value.ToString(null, CultureInfo.InvariantCulture)}; use {min.ToString(null, CultureInfo.InvariantCulture)} to {max.ToString(null, CultureInfo.InvariantCulture)}.");
        return value;
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw CliException.Usage(message);
        }
    }
}
