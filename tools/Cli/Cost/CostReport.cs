using LogFunctions.Cli.Output;

namespace LogFunctions.Cli.Cost;

/// <summary>Prints what <c>logfn cost</c> found: as tables with a total, or rows of one kind for programs.</summary>
/// <param name="context">Where it goes.</param>
internal sealed class CostReport(CliContext context)
{
    /// <summary>The bill, what changes would do, and (compared) the other ways.</summary>
    public void Write(Workload work, bool compare, bool showPrices, OutputFormat format)
    {
        PriceList prices = PriceList.Load();
        var model = new CostModel(prices, MeterTable.Load());
        IReadOnlyList<CostLine> bill = model.Month(work);
        double total = bill.Sum(line => line.Usd);
        IReadOnlyList<CostChange> changes = new CostAdvice(model).Of(work);
        IReadOnlyList<Alternative> others = compare ? new Alternatives(prices, model).All(work) : [];
        if (format != OutputFormat.Table)
        {
            WriteRows(bill, total, changes, others, showPrices ? prices : null, format);
            return;
        }

        Say($"{work.LinesPerSecond:N0} lines/s of {work.LineBytes:0.#} bytes, {work.LinesPerRecord:0.#} in a record, {(work.PaidShards == 1 ? "1 shard" : $"{work.PaidShards:N0} shards")}, {work.Endpoints:N0} endpoints: a month of 730 hours, us-east-1, on demand");
        BillSheet(bill).Write(context, format);
        double millionLines = work.LinesPerSecond * CostModel.SecondsPerMonth / 1e6;
        Say($"Total: ${total:N2} a month, ${total / millionLines:0.0000} per million lines");
        Say("");
        Say("A change of one setting, dollars a month:");
        ChangeSheet(changes).Write(context, format);
        if (compare)
        {
            Say("");
            Say("The same job in other ways:");
            OtherSheet(others, total).Write(context, format);
        }

        if (showPrices)
        {
            Say("");
            PriceSheet(prices).Write(context, format);
        }

        Say("");
        Say("Free tiers, discounts, taxes and data that leaves AWS are not counted. --prices shows every price with its source and month.");
    }

    private static DataSheet BillSheet(IReadOnlyList<CostLine> bill)
    {
        var sheet = new DataSheet(new("service", "Service"), new("what", "What"), new("quantity", "Quantity", "N0"), new("per", "Price per"), new("price", "Price $", "0.##########"), new("usd", "$/month", "N2"));
        foreach (CostLine line in bill.OrderByDescending(line => line.Usd))
        {
            sheet.Add(line.Service, $"{line.Price.What}: {line.What}", line.Quantity, line.Price.Per, line.Price.Usd, line.Usd);
        }

        return sheet;
    }

    private static DataSheet ChangeSheet(IReadOnlyList<CostChange> changes)
    {
        var sheet = new DataSheet(new("change", "Change"), new("usd", "$/month", "+0.00;-0.00;0.00"));
        foreach (CostChange change in changes)
        {
            sheet.Add(change.What, change.Usd);
        }

        return sheet;
    }

    private static DataSheet OtherSheet(IReadOnlyList<Alternative> others, double ours)
    {
        var sheet = new DataSheet(new("way", "Way"), new("usd", "$/month", "N2"), new("times", "Times ours", "0.0"), new("counts", "Counts after retries"), new("assumption", "Assumed"));
        foreach (Alternative other in others)
        {
            sheet.Add(other.Name, other.Usd, other.Usd / ours, other.Counts, other.Assumption);
        }

        return sheet;
    }

    private static DataSheet PriceSheet(PriceList prices)
    {
        var sheet = new DataSheet(new("id", "Price"), new("usd", "$", "0.##########"), new("per", "Per"), new("what", "Of"), new("source", "Source"), new("month", "Month"));
        foreach (ListPrice price in prices.All)
        {
            sheet.Add(price.Id, price.Usd, price.Per, $"{price.Service}: {price.What}", price.Source, price.Month);
        }

        return sheet;
    }

    private void WriteRows(
        IReadOnlyList<CostLine> bill, double total, IReadOnlyList<CostChange> changes, IReadOnlyList<Alternative> others, PriceList? prices, OutputFormat format)
    {
        var sheet = new DataSheet(new("kind", "Kind"), new("name", "Name"), new("detail", "Detail"), new("quantity", "Quantity"), new("usd", "$/month", "N2"));
        foreach (CostLine line in bill)
        {
            sheet.Add("line", line.Price.Id, line.What, line.Quantity, line.Usd);
        }

        sheet.Add("total", "total", null, null, total);
        foreach (CostChange change in changes)
        {
            sheet.Add("change", change.What, null, null, change.Usd);
        }

        foreach (Alternative other in others)
        {
            sheet.Add("alternative", other.Name, other.Assumption, null, other.Usd);
        }

        foreach (ListPrice price in prices?.All ?? [])
        {
            sheet.Add("price", price.Id, $"{price.Source}, {price.Month}", null, price.Usd);
        }

        sheet.Write(context, format);
    }

    private void Say(string text) => context.Out.WriteLine(text);
}
