using System.ComponentModel;
using Microsoft.SemanticKernel;
using SKReasoning.Filters;

namespace BankTransfer;

/// <summary>What the model may do with the money.</summary>
internal sealed class ShopPlugin(Bank bank)
{
    private const int Price = 3;

    // Money does not come back: no verdict, no transfer; and never two for one request.
    [KernelFunction, Description("Orders items."), ToolPolicy(Verdict = ToolVerdict.Required, OncePerRequest = true)]
    public string Order([Description("What to order.")] string item, [Description("How many.")] int quantity)
    {
        bank.Transfer("shop", checked(Price * quantity));
        return $"Ordered {quantity} {item}.";
    }
}
