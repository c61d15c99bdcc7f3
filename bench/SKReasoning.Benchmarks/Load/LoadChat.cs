using System.Diagnostics;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using SKReasoning.Evaluation;

namespace SKReasoning.Benchmarks.Load;

/// <summary>One of many conversations: asks for an order, reads the answer, asks again, and counts what its tool did.</summary>
internal sealed class LoadChat
{
    private readonly Kernel _kernel;
    private readonly IChatCompletionService _chat;
    private readonly Random _random;
    private readonly List<(string Item, int Quantity)> _orders = [];

    public LoadChat(Kernel kernel, int seed)
    {
        _kernel = kernel.Clone();
        _chat = kernel.GetRequiredService<IChatCompletionService>();
        _random = new Random(seed);
        _kernel.Plugins.AddFromFunctions("Shop", [KernelFunctionFactory.CreateFromMethod(Order, "Order", "Orders items.")]);
    }

    /// <summary>Seconds of each request.</summary>
    public List<double> Seconds { get; } = [];

    /// <summary>Requests whose order was the right one.</summary>
    public int Right { get; private set; }

    /// <summary>Calls in the histories.</summary>
    public int Calls { get; private set; }

    /// <summary>Calls that the gate refused.</summary>
    public int Refused { get; private set; }

    /// <summary>Runs of the tool.</summary>
    public int Runs { get; private set; }

    /// <summary>What went wrong, by type.</summary>
    public List<string> Failures { get; } = [];

    public async Task RunAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        while (Stopwatch.GetTimestamp() < end)
        {
            await AskAsync(cancellationToken);
        }
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var problem = WordProblems.Draw(_random, operations: 1 + _random.Next(3));
        var history = new ChatHistory("Think step by step.");
        history.AddUserMessage(problem.Text[..(problem.Text.LastIndexOf('.') + 1)] + $" Order as many {problem.Text.Split(' ')[^4]} as {problem.Asked} has.");
        _orders.Clear();
        var start = Stopwatch.GetTimestamp();
        try
        {
            await _chat.GetChatMessageContentAsync(
                history, new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() }, _kernel, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Failures.Add(e.GetType().Name);
        }

        Seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        Calls += history.SelectMany(message => message.Items).OfType<FunctionCallContent>().Count();
        Refused += history.SelectMany(message => message.Items).OfType<FunctionResultContent>().Count(result => $"{result.Result}".StartsWith("Refused:", StringComparison.Ordinal));
        Runs += _orders.Count;
        Right += _orders is [var (_, quantity)] && quantity == problem.Values[problem.Asked] ? 1 : 0;
    }

    private string Order(string item, int quantity)
    {
        _orders.Add((item, quantity));
        return $"Ordered {quantity} {item}.";
    }
}
