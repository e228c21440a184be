namespace Amazon.Lambda.RuntimeSupport;

/// <summary>Answers an invocation. What it throws is reported as a function error.</summary>
public delegate Task<InvocationResponse> LambdaBootstrapHandler(InvocationRequest invocation);

/// <summary>Runs before the first invocation; false ends the process without taking any.</summary>
public delegate Task<bool> LambdaBootstrapInitializer();
