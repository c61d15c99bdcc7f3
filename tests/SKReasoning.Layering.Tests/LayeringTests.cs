using System.Reflection;
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

    [Fact]
    public void Core_KnowsNumbersOnly()
        => Assert.All(References(s_core), name => Assert.True(name.StartsWith("System", StringComparison.Ordinal) || name is "MathNet.Numerics", name));

    [Fact]
    public void LocalModel_KnowsNoFiltersAndPlugins() => AssertKnowsNone(s_localModel, s_filters, s_plugins, s_openAI);

    [Fact]
    public void Filters_KnowNoModelAndPlugins() => AssertKnowsNone(s_filters, s_localModel, s_plugins, s_openAI);

    [Fact]
    public void Plugins_KnowNoModelAndFilters() => AssertKnowsNone(s_plugins, s_localModel, s_filters, s_openAI);

    [Fact]
    public void OpenAI_KnowsNoModelFiltersAndPlugins() => AssertKnowsNone(s_openAI, s_localModel, s_filters, s_plugins);

    [Fact]
    public void LocalModel_UsesSemanticKernelInItsExtensionsOnly()
    {
        var users = s_localModel.GetTypes()
            .Where(type => type.Namespace?.StartsWith("SKReasoning", StringComparison.Ordinal) == true)
            .Where(type => type.GetMembers(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .SelectMany(Signature)
                .Any(used => used.Namespace?.StartsWith("Microsoft.SemanticKernel", StringComparison.Ordinal) == true));

        Assert.Empty(users);
    }

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

    private static IEnumerable<Type> Signature(MemberInfo member) => member switch
    {
        FieldInfo field => [field.FieldType],
        PropertyInfo property => [property.PropertyType],
        MethodBase method => [.. method.GetParameters().Select(parameter => parameter.ParameterType), .. method is MethodInfo { ReturnType: var type } ? [type] : Type.EmptyTypes],
        _ => [],
    };
}
