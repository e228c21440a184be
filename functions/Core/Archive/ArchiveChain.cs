using LogFunctions.Core.Ledger;

namespace LogFunctions.Core.Archive;

/// <summary>
/// The objects of one shard in order, each the successor of the one before: together every record of the shard exactly once, from the first link to
/// <see cref="End"/>. What a crash or a zombie left beside the chain has a predecessor in it and no successor, and is told apart by that.
/// </summary>
public sealed record ArchiveChain
{
    /// <summary>The shard.</summary>
    public required string ShardId { get; init; }

    /// <summary>The objects to read, in their order.</summary>
    public required IReadOnlyList<ArchiveObjectName> Links { get; init; }

    /// <summary>Objects beside the chain: every record of theirs is in a link.</summary>
    public required IReadOnlyList<ArchiveObjectName> Strays { get; init; }

    /// <summary>What is wrong with the chain, in words: a missing link, or a place where it goes on in two ways. Empty = it is whole.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Where the first link continues; none when the chain begins with the shard.</summary>
    public SequenceNumber Start => Links.Count == 0 ? default : Links[0].Previous;

    /// <summary>Every record up to this one is in it.</summary>
    public SequenceNumber End => Links.Count == 0 ? default : Links[^1].Last;

    /// <summary>The chains of all shards among some objects, by shard id. Objects that are named twice count once.</summary>
    public static IReadOnlyList<ArchiveChain> Of(IEnumerable<ArchiveObjectName> objects) =>
        [.. objects.GroupBy(found => found.ShardId, StringComparer.Ordinal).OrderBy(shard => shard.Key, StringComparer.Ordinal).Select(shard => OfShard(shard.Key, [.. shard.DistinctBy(Records)]))];

    /// <summary>
    /// The chain as far as the position was moved. Where two objects continue one record, the names alone cannot tell which of them the position was moved
    /// behind, until the next object says where it continues: one of them was put by somebody who never came to move it.
    /// </summary>
    /// <param name="position">The shard's stored position.</param>
    public ArchiveChain UpTo(SequenceNumber position)
    {
        List<ArchiveObjectName> links = [.. Links];
        List<ArchiveObjectName> strays = [.. Strays];
        HashSet<SequenceNumber> positions = [.. Links.Select(link => link.Previous), .. Links.Select(link => link.Last)];
        LeaveBeyond(position);
        SequenceNumber end = links.Count == 0 ? Start : links[^1].Last;
        if (end != position && strays.Find(stray => stray.Last == position && positions.Contains(stray.Previous)) is { } last)
        {
            LeaveBeyond(last.Previous);
            links.Add(last);
            strays.Remove(last);
        }

        HashSet<string> settled = [.. strays.Where(stray => stray.Last > position && positions.Contains(stray.Previous)).Select(Unfollowed)];
        return links.SequenceEqual(Links) && !Faults.Any(settled.Contains)
            ? this
            : this with { Links = links, Strays = strays, Faults = [.. Faults.Where(fault => !settled.Contains(fault))] };

        void LeaveBeyond(SequenceNumber record)
        {
            while (links.Count > 0 && links[^1].Last > record)
            {
                strays.Add(links[^1]);
                links.RemoveAt(links.Count - 1);
            }
        }
    }

    private static string Unfollowed(ArchiveObjectName stray) => $"{stray.ShardId}: {stray} belongs to no chain that can be followed";

    private static (SequenceNumber, SequenceNumber, SequenceNumber) Records(ArchiveObjectName found) => (found.Previous, found.First, found.Last);

    private static ArchiveChain OfShard(string shardId, ArchiveObjectName[] objects)
    {
        ILookup<SequenceNumber, ArchiveObjectName> successors = objects.ToLookup(found => found.Previous);
        HashSet<SequenceNumber> ends = [.. objects.Select(found => found.Last)];
        List<ArchiveObjectName> links = [];
        List<string> faults = [];

        // Pieces: each begins where no object ends. The first is the chain's beginning; each further one lies behind a link that is not there.
        foreach (SequenceNumber start in objects.Select(found => found.Previous).Where(previous => !ends.Contains(previous)).Distinct().Order())
        {
            if (links.Count > 0 && start < links[^1].Last)
            {
                continue; // inside of what is there: told below
            }

            if (links.Count > 0)
            {
                faults.Add($"{shardId}: between record {links[^1].Last} and record {start} an object is missing");
            }

            Follow(start, successors, links);
        }

        // A stray has its predecessor in the chain and nothing that is not in a link, too.
        HashSet<ArchiveObjectName> taken = [.. links];
        HashSet<SequenceNumber> positions = [.. links.Select(link => link.Previous), .. links.Select(link => link.Last)];
        ArchiveObjectName[] strays = [.. objects.Where(found => !taken.Contains(found))];
        faults.AddRange(strays
            .Where(stray => !positions.Contains(stray.Previous) || stray.Last > links[^1].Last)
            .Select(Unfollowed));
        return new ArchiveChain { ShardId = shardId, Links = links, Strays = strays, Faults = faults };
    }

    private static void Follow(SequenceNumber start, ILookup<SequenceNumber, ArchiveObjectName> successors, List<ArchiveObjectName> links)
    {
        // Whoever put an object behind a record had read that record as the position: what has a successor was moved to, and of several the nearest first.
        // At the end nobody has one yet; then any is right, and the longest holds the most. Of two with the same bounds one lacks records that the event source
        // gave up in between.
        for (SequenceNumber at = start; successors.Contains(at); at = links[^1].Last)
        {
            ArchiveObjectName? followed = successors[at].Where(next => successors.Contains(next.Last)).OrderBy(next => next.First).MinBy(next => next.Last);
            links.Add(followed ?? successors[at].OrderBy(next => next.First).MaxBy(next => next.Last)!);
        }
    }
}
