using System.ComponentModel;
using Microsoft.SemanticKernel;

namespace WebChat;

/// <summary>A side effect to guard: an order cannot be taken back.</summary>
internal sealed class ShopPlugin
{
    [KernelFunction, Description("Orders items.")]
    public string Order([Description("What to order.")] string item, [Description("How many.")] int quantity) => $"Ordered {quantity} {item}.";
}
