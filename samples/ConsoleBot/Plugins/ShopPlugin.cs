using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace ConsoleBot.Plugins;

/// <summary>A side effect to guard: an order cannot be taken back.</summary>
internal sealed class ShopPlugin
{
    private readonly List<(string Item, int Quantity)> _orders = [];

    /// <summary>What was ordered, in order.</summary>
    public IReadOnlyList<(string Item, int Quantity)> Orders => _orders;

    [KernelFunction, Description("Orders items.")]
    public string Order([Description("What to order.")] string item, [Description("How many.")] int quantity)
    {
        _orders.Add((item, quantity));
        return $"Ordered {quantity} {item}.";
    }
}
