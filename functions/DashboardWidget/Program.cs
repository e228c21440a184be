using LogFunctions.DashboardWidget;
using LogFunctions.DashboardWidget.Reading;
using LogFunctions.Hosting;
using LogFunctions.WindowStore;

await FunctionHost.RunAsync(static surroundings =>
{
    DashboardWidgetOptions options = DashboardWidgetOptions.FromEnvironment(surroundings.ReadVariable);
    var store = new DynamoWindowStore(DynamoClientFactory.Create(), options.Store, surroundings.Time, surroundings.Random);
    var source = new WindowSource(store, surroundings.Time);
    var metrics = new WidgetMetrics(surroundings.Metrics(options.MetricsNamespace));
    return new DashboardWidgetFunction(source, options, metrics, surroundings.Time).HandleAsync;
});
