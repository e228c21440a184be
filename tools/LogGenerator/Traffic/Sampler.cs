using LogFunctions.LogGenerator.Randomness;
using LogFunctions.LogGenerator.Velocity;

namespace LogFunctions.LogGenerator.Traffic;

/// <summary>
/// Draws the lines of a block. Line i of a block uses draws 8i..8i+7 of the block's own counter-based generator, whatever its
/// neighbours are. Holds the conditions of the current slot: one per producer.
/// </summary>
internal sealed class Sampler
{
    private const double SmallBodyMedian = 300;

    private static readonly int[] s_attackStatuses = [404, 403, 400, 200];
    private static readonly AliasTable s_attackStatusTable = new([0.9, 0.06, 0.03, 0.01]);
    private static readonly LognormalModel s_smallBody = new(SmallBodyMedian, 0.3);
    private static readonly LognormalModel s_attackLatency = new(2_000, 0.4);

    private readonly TrafficModel _model;
    private readonly Conditions _conditions;
    private readonly ContentOdds _content;
    private readonly TimeOdds _time;
    private readonly uint _returningThreshold;
    private readonly double _log2Clients;
    private readonly uint _attackClients;
    private readonly long _startMs;

    public Sampler(TrafficModel model, long startMs)
    {
        _model = model;
        _startMs = startMs;
        _conditions = new Conditions(model);
        _content = new ContentOdds(model.Profile.Nastiness);
        _time = new TimeOdds(model.Profile.Nastiness);
        _returningThreshold = Threshold.Of(model.Profile.Clients.ReturningShare);
        _log2Clients = PortableMath.Log2(model.Profile.Clients.Count + 1.0);
        _attackClients = (uint)(model.Profile.Attack?.Clients ?? 1);
    }

    /// <summary>Fills the first <see cref="Block.Count"/> hits. A duplicate's place says which earlier line of the block it copies.</summary>
    /// <param name="copyOf">Per line the index it copies, or its own index.</param>
    public void Sample(in Block block, Span<Hit> hits, Span<int> copyOf)
    {
        _conditions.MoveTo(block.SlotStartMs - _startMs);
        ulong blockSeed = SplitMix64.Derive(_model.Seed, ((ulong)block.Slot << 20) + (ulong)block.Part);
        var random = new SplitMix64(blockSeed);
        for (int i = 0; i < block.Count; i++)
        {
            ref Hit hit = ref hits[i];
            hit = default;
            hit.TimestampMs = block.TimestampMs(i);
            Draw(ref random, ref hit, out uint duplicateBits, out bool wantsCopy);
            copyOf[i] = i;
            if (wantsCopy && i > 0)
            {
                copyOf[i] = copyOf[(int)SplitMix64.Scale(duplicateBits, (uint)i)];
                hit = hits[copyOf[i]];
                hit.IsDuplicate = true;
            }
        }
    }

    private void Draw(ref SplitMix64 random, ref Hit hit, out uint duplicateBits, out bool wantsCopy)
    {
        ulong endpointBits = random.Next();
        ulong regionBits = random.Next();
        ulong clientBits = random.Next();
        ulong statusBits = random.Next();
        ulong latencyBits = random.Next();
        ulong bytesBits = random.Next();
        ulong nastyBits = random.Next();
        hit.Salt = random.Next();

        hit.Region = _conditions.RegionTable.Draw(regionBits);
        ulong more = SplitMix64.Mix(hit.Salt + 0x5851F42D4C957F2D);
        if (_conditions.AttackThreshold > 0 && (uint)more < _conditions.AttackThreshold)
        {
            DrawAttack(ref hit, clientBits, statusBits, latencyBits, bytesBits);
        }
        else
        {
            hit.Endpoint = _model.EndpointTable.Draw(endpointBits);
            hit.Client = DrawClient(clientBits, (uint)(more >> 32));
            DrawAnswer(ref hit, statusBits, latencyBits, bytesBits);
        }

        hit.Kind = _content.Draw((uint)nastyBits, (uint)(more >> 8), out wantsCopy);
        hit.Time = _time.Draw((uint)(nastyBits >> 32), SplitMix64.ToUnit(SplitMix64.Mix(more)), ref hit.TimestampMs);
        duplicateBits = (uint)(more >> 16);
    }

    private void DrawAnswer(ref Hit hit, ulong statusBits, ulong latencyBits, ulong bytesBits)
    {
        EndpointModel endpoint = _model.Endpoints[hit.Endpoint];
        hit.Status = endpoint.Statuses[endpoint.StatusTable.Draw(statusBits)];
        double log2Factor = _model.Regions[hit.Region].Log2Latency;
        IReadOnlyList<Trouble> troubles = _conditions.Troubles;
        for (int i = 0; i < troubles.Count; i++)
        {
            Trouble trouble = troubles[i];
            if (!trouble.Affects(hit.Endpoint, hit.Region))
            {
                continue;
            }

            log2Factor += trouble.Log2Latency;
            if ((uint)SplitMix64.Mix(statusBits + (ulong)i + 1) < trouble.ErrorThreshold)
            {
                hit.Status = trouble.ErrorStatus;
            }
        }

        hit.LatencyUs = DrawLatency(endpoint, latencyBits, log2Factor);
        hit.Bytes = DrawBytes(endpoint, hit.Status, bytesBits);
    }

    private static int DrawLatency(EndpointModel endpoint, ulong bits, double log2Factor)
    {
        ulong tailBits = SplitMix64.Mix(bits ^ 0x7461696C);
        double us = (uint)tailBits < endpoint.TailThreshold
            // Pareto by inversion: x = start * (1 - u)^(-1/alpha)
            ? 4 * endpoint.Latency.Median(log2Factor) * PortableMath.Pow(1 - SplitMix64.ToUnit(bits), -1 / endpoint.TailAlpha)
            : endpoint.Latency.Draw(bits, log2Factor);
        return (int)Math.Min(us, endpoint.MaxUs);
    }

    private static int DrawBytes(EndpointModel endpoint, int status, ulong bits)
    {
        if (endpoint.IsHead || status is 0 or 204 or 304)
        {
            return 0;
        }

        double bytes = (status < 400 ? endpoint.Bytes : s_smallBody).Draw(bits, log2Factor: 0);
        return (int)Math.Min(bytes, 1 << 30);
    }

    private void DrawAttack(ref Hit hit, ulong clientBits, ulong statusBits, ulong latencyBits, ulong bytesBits)
    {
        hit.Endpoint = _model.AttackEndpoint;
        // Far from the visitors, so that attackers have addresses of their own.
        hit.Client = 0xA77A_0000 + SplitMix64.Scale((uint)clientBits, _attackClients);
        hit.Status = s_attackStatuses[s_attackStatusTable.Draw(statusBits)];
        hit.LatencyUs = (int)Math.Min(s_attackLatency.Draw(latencyBits, _model.Regions[hit.Region].Log2Latency), 60_000_000);
        hit.Bytes = (int)s_smallBody.Draw(bytesBits, log2Factor: 0);
    }

    /// <summary>A returning visitor of log-uniform rank (so the k-th asks about 1/k as often), or somebody new.</summary>
    private uint DrawClient(ulong bits, uint returningBits) => returningBits < _returningThreshold
        ? (uint)(PortableMath.Exp2(SplitMix64.ToUnit(bits) * _log2Clients) - 1)
        : 0x1000_0000 + (uint)(bits >> 36);
}
