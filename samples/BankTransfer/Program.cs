using System.CommandLine;
using BankTransfer;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using SKReasoning;
using SKReasoning.Filters;
using Spectre.Console;

// An agent that pays. Without a check the model's slips are paid for; with it, a doubtful order is written again before the money moves,
// and one that stays doubtful is not paid.
const string Order = "Ben has 5 fewer pens than Mia. Mia has twice as many pens as Leo. Tom has as many pens as Ben and Leo together. Sara has 12 pens. "
    + "Leo has 3 more pens than Sara. Max has 40 pens. Eve has 8 fewer pens than Tom. Ann has 2 more pens than Max. Kim has as many pens as Eve and Mia together. "
    + "Order as many pens as Kim has.";

var ask = new Option<string>("--ask") { Description = "What to order.", DefaultValueFactory = _ => Order };
var database = new Option<string>("--database") { Description = "SQLite file.", DefaultValueFactory = _ => "bank.db" };
var unguarded = new Option<bool>("--unguarded") { Description = "Pay whatever the model orders." };
var temperature = new Option<double>("--temperature") { Description = "How freely the model draws.", DefaultValueFactory = _ => 1.6 };
var seed = new Option<long>("--seed") { Description = "Makes draws repeatable.", DefaultValueFactory = _ => 16 };
var command = new RootCommand("Pays for an order, once, and only for one that was reasoned well.") { ask, database, unguarded, temperature, seed };
command.SetAction(async (parsed, cancellationToken) =>
{
    using var bank = new Bank(parsed.GetRequiredValue(database));
    var builder = Kernel.CreateBuilder();
    builder.AddLocalModel(Path.Combine(AppContext.BaseDirectory, "models", "abacus-8m.Q8_0.gguf"));
    if (!parsed.GetValue(unguarded))
    {
        builder.AddReasoningFilters(options => options.OnExhausted = OnFail.Refuse);
    }

    builder.Plugins.AddFromObject(new ShopPlugin(bank), "Shop");
    var kernel = builder.Build();
    await using var services = (ServiceProvider)kernel.Services;
    var settings = new PromptExecutionSettings
    {
        FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(),
        ExtensionData = new Dictionary<string, object> { ["temperature"] = parsed.GetValue(temperature), ["seed"] = parsed.GetValue(seed) },
    };
    var history = new ChatHistory("Think step by step.");
    history.AddUserMessage(parsed.GetRequiredValue(ask));
    var answer = await kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(history, settings, kernel, cancellationToken);

    foreach (var report in services.GetService<IReasoningJournal>()?.NewestFirst().Reverse() ?? [])
    {
        foreach (var attempt in report.Attempts)
        {
            AnsiConsole.MarkupLineInterpolated($"attempt {attempt.Number}: [{(attempt.Verdict.Accepted ? "green" : "red")}]{(attempt.Verdict.Accepted ? "accepted" : "rejected")}[/], {attempt.Verdict.Reason}");
        }
    }

    AnsiConsole.WriteLine(answer.Content ?? "");
    AnsiConsole.WriteLine($"Own account: {bank.Balance("own")}. Shop: {bank.Balance("shop")}. Transfers: {bank.Transfers}.");
    return 0;
});
return await command.Parse(args).InvokeAsync();
