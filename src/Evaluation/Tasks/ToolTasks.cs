using System.Collections.Immutable;
using System.Globalization;

namespace SKReasoning.Evaluation;

/// <summary>Draws requests in the language of the built-in model that need one call, two, or none.</summary>
/// <remarks>In turns: an order whose number has to be reasoned out, a price to look up, two prices to add, and small talk beside tools that nobody needs.</remarks>
public static class ToolTasks
{
    private const string OrderTool = "Shop-Order";
    private const string PriceTool = "Shop-Price";

    private static readonly string[] s_goods = ["lamp", "chair", "table", "pen", "book", "cup", "plate", "clock", "bag", "shirt", "desk", "phone"];

    private static readonly string[] s_talk = ["Hello", "Who are you?", "What can you do?", "Thanks", "Bye", "Help"];

    /// <summary>Draws requests; the same seed gives the same ones.</summary>
    /// <param name="seed">Seed of all draws.</param>
    /// <param name="count">Number of requests.</param>
    /// <param name="operations">Operations to the number of an order, in turns.</param>
    /// <exception cref="ArgumentException">No numbers of operations are given.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    public static IReadOnlyList<ToolItem> Draw(int seed, int count, IReadOnlyList<int> operations)
    {
        ArgumentNullException.ThrowIfNull(operations);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (operations.Count == 0)
        {
            throw new ArgumentException("At least one number of operations is needed.", nameof(operations));
        }

        var random = new Random(seed);
        return
        [
            .. Enumerable.Range(0, count).Select(i =>
            {
                var id = $"tool-{seed}-{i + 1}";
                return (i % 4) switch
                {
                    0 => Order(id, random, operations[i / 4 % operations.Count]),
                    1 => LookUp(id, random),
                    2 => AddUp(id, random),
                    _ => Talk(id, random),
                } with
                { SystemPrompt = WordProblemItem.ChainPrompt };
            }),
        ];
    }

    private static ToolItem Order(string id, Random random, int operations)
    {
        var problem = WordProblems.Draw(random, operations);
        var question = problem.Text.LastIndexOf("How many ", StringComparison.Ordinal);
        var item = problem.Text[(question + "How many ".Length)..problem.Text.IndexOf(" does ", question, StringComparison.Ordinal)];
        return new ToolItem(
            id,
            $"{problem.Text[..question]}Order as many {item} as {problem.Asked} has.",
            Shop(_ => "0"),
            [new GivenCall(OrderTool, new Dictionary<string, object?> { ["item"] = item, ["quantity"] = problem.Answer })])
        {
            Difficulty = operations,
        };
    }

    private static ToolItem LookUp(string id, Random random)
    {
        var (name, price) = (s_goods[random.Next(s_goods.Length)], random.Next(2, 100));
        return new ToolItem(id, $"What is the price of {name}?", Shop(_ => Text(price)), [Price(name)])
        {
            Check = AnswerCheck.Numeric(price),
        };
    }

    private static ToolItem AddUp(string id, Random random)
    {
        var goods = random.GetItems(s_goods, 2);
        while (goods[0] == goods[1])
        {
            goods = random.GetItems(s_goods, 2);
        }

        var prices = goods.ToDictionary(name => name, _ => random.Next(2, 100));
        return new ToolItem(
            id,
            $"Add the price of {goods[0]} and the price of {goods[1]}.",
            Shop(item => prices.TryGetValue(item, out var price) ? Text(price) : "Error: no such item"),
            [Price(goods[0]), Price(goods[1])])
        {
            Check = AnswerCheck.Numeric(prices.Values.Sum()),
        };
    }

    private static ToolItem Talk(string id, Random random)
        => new(id, s_talk[random.Next(s_talk.Length)], Shop(_ => "0"), []);

    private static ImmutableArray<OfferedTool> Shop(Func<string, string> price) =>
    [
        new OfferedTool(OrderTool, "Orders items.", [("item", "string"), ("quantity", "integer")], arguments => $"ordered {arguments["quantity"]} {arguments["item"]}"),
        new OfferedTool(PriceTool, "Gets the price of an item.", [("item", "string")], arguments => price(arguments["item"]?.ToString() ?? "")),
    ];

    private static GivenCall Price(string name) => new(PriceTool, new Dictionary<string, object?> { ["item"] = name });

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
