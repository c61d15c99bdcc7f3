using System.ComponentModel;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

var builder = Kernel.CreateBuilder();
builder.AddOpenAIChatCompletion("abacus-8m.Q8_0", new Uri(args[0]), apiKey: "none");
builder.Plugins.AddFromType<Shop>();
var kernel = builder.Build();

var history = new ChatHistory("Think step by step.");
history.AddUserMessage("Tom has 3 times as many apples as Sara. Sara has 7 apples. Order as many apples as Tom has.");
var settings = new PromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
var answer = await kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(history, settings, kernel);
Console.WriteLine(answer.Content);

internal sealed class Shop
{
    [KernelFunction, Description("Orders items.")]
    public static string Order(string item, int quantity)
    {
        Console.WriteLine($"The shop sends {quantity} {item}.");
        return $"Ordered {quantity} {item}.";
    }
}
