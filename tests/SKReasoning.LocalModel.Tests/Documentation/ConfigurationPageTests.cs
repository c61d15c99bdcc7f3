using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel;

namespace SKReasoning.LocalModel.Tests.Documentation;

/// <summary>What docs/configuration.md says is compiled, complete and true.</summary>
public partial class ConfigurationPageTests
{
    private static readonly string s_page = Read("configuration.md");

    [Fact]
    public void CodeBlocks_AreCompiledCode()
    {
        var compiled = Squeeze(Read("ConfigurationExamples.cs"));
        var blocks = Blocks().Matches(s_page).Where(block => block.Groups["language"].Value == "csharp").Select(block => block.Groups["text"].Value).ToList();

        Assert.True(blocks.Count >= 5);
        Assert.All(blocks, block => Assert.Contains(Squeeze(block), compiled, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_AreAllThereWithTheirRanges()
    {
        Assert.All(typeof(LocalModelOptions).GetProperties(), property =>
        {
            var row = Assert.Single(s_page.Split('\n'), line => line.StartsWith($"| `{property.Name}` |", StringComparison.Ordinal));
            if (property.GetCustomAttributes(typeof(RangeAttribute), inherit: false) is [RangeAttribute range] && range.OperandType == typeof(int))
            {
                Assert.Contains($"{range.Minimum} to {range.Maximum}", row, StringComparison.Ordinal);
            }
        });
    }

    [Fact]
    public void Settings_AreAllThere()
        => Assert.All(
            typeof(LocalModelPromptExecutionSettings).GetProperties().Where(property => property.DeclaringType == typeof(LocalModelPromptExecutionSettings)),
            property => Assert.Single(s_page.Split('\n'), line => line.Contains($"| `{property.Name}` |", StringComparison.Ordinal)));

    [Fact]
    public void ConfigurationFile_IsRead()
    {
        var json = Blocks().Matches(s_page).First(block => block.Groups["language"].Value == "json").Groups["text"].Value;
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json.Replace("models/abacus-8m.Q8_0.gguf", BuiltInModel.Path.Replace('\\', '/'), StringComparison.Ordinal)));
        var section = new ConfigurationBuilder().AddJsonStream(stream).Build().GetSection("Models:Small");

        using var services = new ServiceCollection().AddLocalModel(section, "small").BuildServiceProvider();

        Assert.Equal(2048, services.GetRequiredKeyedService<LlamaModel>("small").ContextLength);
    }

    [Fact]
    public async Task Examples_Run()
    {
        await using var services = global::Documentation.ConfigurationExamples.Services(new ServiceCollection().AddLogging(), BuiltInModel.Path, BuiltInModel.Path).BuildServiceProvider();

        Assert.NotEmpty(await global::Documentation.ConfigurationExamples.KernelAsync(BuiltInModel.Path));
        Assert.NotEmpty(await global::Documentation.ConfigurationExamples.PipelineAsync(BuiltInModel.Path, NullLoggerFactory.Instance, "What is 3 * 7?"));
        Assert.NotNull(services.GetRequiredKeyedService<IChatClient>("large"));
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Documentation", file));

    private static string Squeeze(string text) => White().Replace(text, "");

    [GeneratedRegex(@"```(?<language>\w+)\n(?<text>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}
