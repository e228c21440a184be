using LogFunctions.LogGenerator.Formats;
using LogFunctions.LogGenerator.Randomness;
using LogFunctions.LogGenerator.Traffic;
using LogFunctions.LogGenerator.Velocity;

namespace LogFunctions.LogGenerator.Running;

/// <summary>
/// Writes the lines of blocks. The bytes are a pure function of model, formats, start and block; one source per producer,
/// because it holds caches and scratch space.
/// </summary>
internal sealed class LineSource
{
    private const int MaxTargetBytes = 1_024;
    private const int MaxBinaryBytes = 200;
    private const int MaxLineBytes = MaxTargetBytes + LineFormat.MaxOverheadBytes;

    private readonly TrafficModel _model;
    private readonly Sampler _sampler;
    private readonly LineFormat[] _formats;
    private readonly uint _ipv6Threshold;
    private readonly byte[] _target = new byte[MaxTargetBytes];
    private readonly byte[] _client = new byte[64];
    private readonly byte[] _longTarget;

    public LineSource(TrafficModel model, IReadOnlyList<string> formats, long startMs)
    {
        _model = model;
        _sampler = new Sampler(model, startMs);
        _formats = [.. formats.Select(FormatCatalog.Create)];
        _ipv6Threshold = Threshold.Of(model.Profile.Clients.Ipv6Share);
        _longTarget = model.Profile.Nastiness.Oversize > 0 ? new byte[MaxTargetBytes + model.Profile.Nastiness.OversizeBytes] : [];
    }

    /// <summary>Fills the batch with the block's lines; its hits then say what the lines state.</summary>
    public void Render(in Block block, LineBatch batch)
    {
        Hit[] hits = batch.Hits;
        int[] copyOf = batch.CopyOf;
        batch.Count = block.Count;
        _sampler.Sample(block, hits, copyOf);
        int start = 0;
        for (int i = 0; i < block.Count; i++)
        {
            if (copyOf[i] != i)
            {
                start = Copy(batch, i, start);
                continue;
            }

            // Twice: CloudFront writes the query in two fields.
            int extra = hits[i].Kind == LineKind.Oversize ? 2 * _model.Profile.Nastiness.OversizeBytes : 0;
            var output = new Utf8Out(batch.Reserve(start, MaxLineBytes + extra));
            batch.PartitionBits[i] = Write(ref output, ref hits[i]);
            output.Append((byte)'\n');
            start += output.Length;
            batch.EndLine(i, start);
        }
    }

    private static int Copy(LineBatch batch, int index, int start)
    {
        int original = batch.CopyOf[index];
        int length = batch.Line(original).Length + 1;
        Span<byte> target = batch.Reserve(start, length);
        batch.Line(original).CopyTo(target);
        target[length - 1] = (byte)'\n';
        batch.EndLine(index, start + length);
        // The hit was copied before the original was rendered: take what its line states, but stay a duplicate.
        batch.Hits[index] = batch.Hits[original] with { IsDuplicate = true };
        batch.PartitionBits[index] = batch.PartitionBits[original];
        return start + length;
    }

    /// <summary>Writes one line; returns the bits that stand for its client.</summary>
    private ulong Write(ref Utf8Out output, ref Hit hit)
    {
        ulong clientBits = ClientAddress.BitsOf(_model.Seed, hit.Region, hit.Client);
        switch (hit.Kind)
        {
            case LineKind.Blank:
                break;
            case LineKind.Text:
                output.Append(Vocabulary.Text(hit.Salt));
                break;
            case LineKind.Binary:
                WriteBinary(ref output, hit.Salt);
                break;
            default:
                WriteLogLine(ref output, ref hit, clientBits);
                break;
        }

        return clientBits;
    }

    private void WriteLogLine(ref Utf8Out output, ref Hit hit, ulong clientBits)
    {
        hit.Format = (byte)(_formats.Length == 1 ? 0 : SplitMix64.Scale((uint)SplitMix64.Mix(hit.Salt + 17), (uint)_formats.Length));
        LineFormat format = _formats[hit.Format];
        hit.LatencyUs = format.StatedLatencyUs(hit);

        var target = new Utf8Out(hit.Kind == LineKind.Oversize ? _longTarget : _target);
        int pathLength = WriteTarget(ref target, hit);
        var client = new Utf8Out(_client);
        ClientAddress.Write(ref client, clientBits, _ipv6Threshold);
        bool isAttack = hit.Endpoint == _model.AttackEndpoint;
        var texts = new LineTexts
        {
            Method = MethodOf(hit),
            Target = target.Written,
            PathLength = pathLength,
            Client = client.Written,
            UserAgent = isAttack ? Vocabulary.AttackAgent(clientBits) : Vocabulary.UserAgent(clientBits),
            Referer = isAttack ? default : Vocabulary.Referer(hit.Salt),
            Region = _model.Regions[hit.Region],
        };
        format.Write(ref output, hit, texts);
        if (hit.Kind == LineKind.Truncated)
        {
            output.Length = 1 + (int)SplitMix64.Scale((uint)(hit.Salt >> 8), (uint)output.StatusOffset - 1);
        }
    }

    /// <summary>Writes path and query; returns the length of the path.</summary>
    private int WriteTarget(ref Utf8Out target, in Hit hit)
    {
        bool isAttack = hit.Endpoint == _model.AttackEndpoint;
        bool hasQuery = false;
        if (isAttack)
        {
            Vocabulary.WriteAttackPath(ref target, hit.Salt);
        }
        else
        {
            _model.Endpoints[hit.Endpoint].Route.Write(ref target, hit.Salt);
            hasQuery = (uint)SplitMix64.Mix(hit.Salt + 19) < _model.Endpoints[hit.Endpoint].QueryThreshold;
        }

        int pathLength = target.Length;
        if (hasQuery || hit.Kind == LineKind.Oversize)
        {
            target.Append((byte)'?');
            Vocabulary.WriteQuery(ref target, hit.Salt);
        }

        if (hit.Kind == LineKind.Oversize)
        {
            target.Append("&pad="u8);
            for (int i = 0; i < _model.Profile.Nastiness.OversizeBytes; i++)
            {
                target.Append((byte)'x');
            }
        }

        return pathLength;
    }

    private ReadOnlySpan<byte> MethodOf(scoped in Hit hit) => hit.Endpoint != _model.AttackEndpoint
        ? _model.Endpoints[hit.Endpoint].Method
        : (hit.Salt & 7) == 0 ? "POST"u8 : "GET"u8;

    /// <summary>Bytes above 0x7F and control bytes: no newline, and nothing that looks like a container or JSON at its start.</summary>
    private static void WriteBinary(ref Utf8Out output, ulong salt)
    {
        int length = 8 + (int)(salt % (MaxBinaryBytes - 8));
        output.Append(0x16);
        output.Append(0x03);
        var random = new SplitMix64(salt);
        for (int i = 2; i < length; i++)
        {
            byte value = (byte)random.Next();
            output.Append(value is (byte)'\n' or (byte)'\r' ? (byte)0x80 : value);
        }
    }
}
