using System.Reflection;
using SKReasoning.AgentFramework;
using SKReasoning.Evaluation;
using SKReasoning.Filters;
using SKReasoning.LocalModel;
using SKReasoning.OpenAI;
using SKReasoning.Plugins;

namespace SKReasoning.Layering.Tests;

/// <summary>The parts form a star around a pure core: none of the others knows another.</summary>
public class LayeringTests
{
    private static readonly Assembly s_core = typeof(Verdict).Assembly;
    private static readonly Assembly s_localModel = typeof(LlamaModel).Assembly;
    private static readonly Assembly s_filters = typeof(ReasoningChatClient).Assembly;
    private static readonly Assembly s_plugins = typeof(ExplainPlugin).Assembly;
    private static readonly Assembly s_openAI = typeof(LogProbabilityChatClient).Assembly;
    private static readonly Assembly s_agents = typeof(ReasoningAgent).Assembly;
    private static readonly Assembly s_evaluation = typeof(EvaluationRun).Assembly;

    [Fact]
    public void Core_KnowsNumbersOnly()
        => Assert.All(References(s_core), name => Assert.True(name.StartsWith("System", StringComparison.Ordinal) || name is "MathNet.Numerics", name));

    [Fact]
    public void LocalModel_KnowsNoOtherLeaf() => AssertKnowsNone(s_localModel, s_filters, s_plugins, s_openAI, s_agents, s_evaluation);

    [Fact]
    public void Filters_KnowNoOtherLeaf() => AssertKnowsNone(s_filters, s_localModel, s_plugins, s_openAI, s_agents, s_evaluation);

    [Fact]
    public void Plugins_KnowNoOtherLeaf() => AssertKnowsNone(s_plugins, s_localModel, s_filters, s_openAI, s_agents, s_evaluation);

    [Fact]
    public void OpenAI_KnowsNoOtherLeaf() => AssertKnowsNone(s_openAI, s_localModel, s_filters, s_plugins, s_agents, s_evaluation);

    [Fact]
    public void AgentFramework_KnowsNoOtherLeaf() => AssertKnowsNone(s_agents, s_localModel, s_filters, s_plugins, s_openAI, s_evaluation);

    [Fact]
    public void Evaluation_KnowsTheCoreChatClientsAndNumbersOnly()
        => Assert.All(References(s_evaluation), name => Assert.True(
            name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft.Extensions.AI", StringComparison.Ordinal) || name is "SKReasoning" or "MathNet.Numerics", name));

    [Fact]
    public void LocalModel_UsesSemanticKernelInItsExtensionsOnly() => AssertUsesSemanticKernelInExtensionsOnly(s_localModel);

    [Fact]
    public void AgentFramework_UsesSemanticKernelInItsExtensionsOnly() => AssertUsesSemanticKernelInExtensionsOnly(s_agents);

    [Fact]
    public void NativeFunctions_AreImportedInTheNativeFolderOnly()
    {
        var importers = s_localModel.GetTypes()
            .Where(type => type.GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly).Any(method => method.Attributes.HasFlag(MethodAttributes.PinvokeImpl)))
            .Select(type => type.Namespace);

        Assert.Equal(["SKReasoning.LocalModel.Native"], importers.Distinct());
    }

    private static string[] References(Assembly assembly) => [.. assembly.GetReferencedAssemblies().Select(reference => reference.Name!)];

    private static void AssertKnowsNone(Assembly assembly, params Assembly[] others)
        => Assert.Empty(References(assembly).Intersect(others.Select(other => other.GetName().Name)));

    private static void AssertUsesSemanticKernelInExtensionsOnly(Assembly assembly)
    {
        var users = assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("SKReasoning", StringComparison.Ordinal) == true)
            .Where(type => type.GetMembers(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .SelectMany(Signature)
                .Any(used => used.Namespace?.StartsWith("Microsoft.SemanticKernel", StringComparison.Ordinal) == true));

        Assert.Empty(users);
    }

    private static IEnumerable<Type> Signature(MemberInfo member) => member switch
    {
        FieldInfo field => [field.FieldType],
        PropertyInfo property => [property.PropertyType],
        MethodBase method => [.. method.GetParameters().Select(parameter => parameter.ParameterType), .. method is MethodInfo { ReturnType: var type } ? [type] : Type.EmptyTypes],
        _ => [],
    };
}
