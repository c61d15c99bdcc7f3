using System.Reflection;
using Microsoft.Extensions.AI;

namespace SKReasoning.Filters;

/// <summary>Finds the policy of a tool: the options', else that of its method's attribute, else the default.</summary>
internal static class ToolPolicies
{
    private static readonly ToolPolicy s_default = new();

    /// <summary>The policy of a tool by the name that the model calls.</summary>
    public static ToolPolicy Find(ReasoningFilterOptions options, string name, IEnumerable<AITool>? tools)
        => Find(options, name, tools?.FirstOrDefault(tool => tool.Name == name));

    /// <summary>The policy of a tool.</summary>
    public static ToolPolicy Find(ReasoningFilterOptions options, string name, AITool? tool)
        => options.Tools.TryGetValue(name, out var policy) ? policy
            : (tool as AIFunction)?.UnderlyingMethod?.GetCustomAttribute<ToolPolicyAttribute>()?.ToPolicy() ?? s_default;
}
