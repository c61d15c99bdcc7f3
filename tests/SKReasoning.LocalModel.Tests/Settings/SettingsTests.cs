using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace SKReasoning.LocalModel.Tests.Settings;

public class SettingsTests
{
    [Fact]
    public void Serialize_AllSettings_ComeBack()
    {
        var settings = Full();

        var json = JsonSerializer.Serialize(settings);
        var read = JsonSerializer.Deserialize<LocalModelPromptExecutionSettings>(json)!;

        using var document = JsonDocument.Parse(json);
        Assert.Equal(
            ["service_id", "model_id", "function_choice_behavior", "temperature", "top_p", "top_k", "min_p", "repetition_penalty", "frequency_penalty",
                "presence_penalty", "seed", "max_tokens", "stop_sequences", "response_format", "grammar", "note"],
            document.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(json, JsonSerializer.Serialize(read));
        Assert.Equal((0.5f, 7L, 9), (read.Temperature, read.Seed, read.MaxTokens));
        Assert.Equal(["a", "b"], read.StopSequences!);
        Assert.IsType<AutoFunctionChoiceBehavior>(read.FunctionChoiceBehavior);
    }

    [Theory]
    [InlineData("""{"temperature": true}""", "temperature")]
    [InlineData("""{"top_k": 1.5}""", "top_k")]
    [InlineData("""{"max_tokens": 3000000000}""", "max_tokens")]
    [InlineData("""{"stop_sequences": "end"}""", "stop_sequences")]
    [InlineData("""{"stop_sequences": [1]}""", "stop_sequences")]
    [InlineData("""{"response_format": "xml"}""", "response_format")]
    [InlineData("""{"grammar": 5}""", "grammar")]
    [InlineData("""{"model_id": 5}""", "model_id")]
    public void Deserialize_WrongType_NamesTheKey(string json, string key)
    {
        var error = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<LocalModelPromptExecutionSettings>(json));

        Assert.Equal($"$.{key}", error.Path);
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromExecutionSettings_Null_IsEmpty() => Assert.Null(LocalModelPromptExecutionSettings.FromExecutionSettings(null).Temperature);

    [Fact]
    public void FromExecutionSettings_OwnType_IsTheSameObject()
    {
        var settings = Full();

        Assert.Same(settings, LocalModelPromptExecutionSettings.FromExecutionSettings(settings));
    }

    [Theory]
    [InlineData(0.25)]
    [InlineData("0.25")]
    public void FromExecutionSettings_BaseType_ReadsItsExtensionData(object number)
    {
        var marker = new object();
        var settings = LocalModelPromptExecutionSettings.FromExecutionSettings(new PromptExecutionSettings
        {
            ModelId = "m",
            ServiceId = "s",
            ExtensionData = new Dictionary<string, object> { ["min_p"] = number, ["Seed"] = 3, ["stop_sequences"] = new List<object> { "x" }, ["skreasoning.marker"] = marker },
        });

        Assert.Equal(("m", "s", 0.25f, 3L), (settings.ModelId, settings.ServiceId, settings.MinP, settings.Seed));
        Assert.Equal(["x"], settings.StopSequences!);
        Assert.Same(marker, settings.ExtensionData!["skreasoning.marker"]);
    }

    [Fact]
    public void FromExecutionSettings_BaseTypeFromJson_ReadsElements()
    {
        var read = JsonSerializer.Deserialize<PromptExecutionSettings>("""{"model_id": "m", "top_k": 5, "response_format": {"type": "object"}, "temperature": null}""");

        var settings = LocalModelPromptExecutionSettings.FromExecutionSettings(read);

        Assert.Equal(("m", 5, null), (settings.ModelId, settings.TopK, settings.Temperature));
        Assert.NotNull(Assert.IsType<ChatResponseFormatJson>(settings.ResponseFormat).Schema);
    }

    [Fact]
    public void FromExecutionSettings_AnotherProvidersType_ReadsWhatItSays()
    {
        var settings = LocalModelPromptExecutionSettings.FromExecutionSettings(new OtherSettings
        {
            Warmth = 0.5,
            FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(),
            ExtensionData = new Dictionary<string, object> { ["min_p"] = 0.1 },
        });

        Assert.Equal((0.5f, 0.1f), (settings.Temperature, settings.MinP));
        Assert.NotNull(settings.FunctionChoiceBehavior);
    }

    [Fact]
    public void FromExecutionSettings_WrongType_NamesTheKey()
    {
        var error = Assert.Throws<ArgumentException>(() => LocalModelPromptExecutionSettings.FromExecutionSettings(
            new PromptExecutionSettings { ExtensionData = new Dictionary<string, object> { ["min_p"] = "much" } }));

        Assert.Equal("min_p", error.ParamName);
    }

    [Fact]
    public void Freeze_EverySetter_Throws()
    {
        var settings = Full();

        settings.Freeze();

        var setters = typeof(LocalModelPromptExecutionSettings).GetProperties().Where(property => property.CanWrite).ToList();
        Assert.True(setters.Count > 15);
        Assert.All(setters, property =>
        {
            var error = Assert.Throws<System.Reflection.TargetInvocationException>(() => property.SetValue(settings, property.GetValue(settings)));
            Assert.IsType<InvalidOperationException>(error.InnerException);
        });
        Assert.Throws<NotSupportedException>(() => settings.StopSequences!.Add("c"));
    }

    [Fact]
    public void Clone_Frozen_IsEqualAndFree()
    {
        var settings = Full();
        settings.Freeze();

        var clone = Assert.IsType<LocalModelPromptExecutionSettings>(settings.Clone());

        Assert.Equal(JsonSerializer.Serialize(settings), JsonSerializer.Serialize(clone));
        Assert.Same(settings.Trace, clone.Trace);
        Assert.Same(settings.Anchors, clone.Anchors);
        clone.StopSequences!.Add("c");
        clone.ExtensionData!["other"] = 1;
        Assert.Equal(2, settings.StopSequences!.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ToChatOptions_TypedValuesAndObjects_ArriveAsTheyAre(bool withKernel)
    {
        var settings = Full();
        settings.FunctionChoiceBehavior = null;
        // Neither can be written as JSON.
        settings.ExtensionData![BranchPoint.OptionsKey] = new BranchPoint(BranchFrom.Restart, 0, [], null, "test");
        settings.ExtensionData["skreasoning.callback"] = (Action)Freeze_EverySetter_Throws;

        var options = settings.ToChatOptions(withKernel ? new Kernel() : null)!;

        Assert.Equal(
            (0.5f, 0.9f, 8, 0.3f, 0.2f, 7L, 9),
            (options.Temperature, options.TopP, options.TopK, options.FrequencyPenalty, options.PresencePenalty, options.Seed, options.MaxOutputTokens));
        Assert.Equal(["a", "b"], options.StopSequences!);
        Assert.Same(ChatResponseFormat.Json, options.ResponseFormat);
        var properties = options.AdditionalProperties!;
        Assert.Equal((0.05f, 1.1f, "root ::= \"x\""), (properties["min_p"], properties["repetition_penalty"], properties["grammar"]));
        Assert.Same(settings.Trace, properties[TraceRequest.OptionsKey]);
        Assert.Same(settings.Anchors, properties[AnchorRequest.OptionsKey]);
        Assert.Same(settings.ExtensionData[BranchPoint.OptionsKey], properties[BranchPoint.OptionsKey]);
        Assert.Same(settings.ExtensionData["skreasoning.callback"], properties["skreasoning.callback"]);
    }

    [Fact]
    public void With_ChatOptions_LeavesTheGivenOnesAlone()
    {
        var given = new ChatOptions { Temperature = 1 };

        var options = given.WithMinP(0.1f).WithRepetitionPenalty(1.2f).WithGrammar("root ::= \"x\"").WithTrace();

        Assert.Null(given.AdditionalProperties);
        Assert.Equal((0.1f, 1.2f, "root ::= \"x\""), (options.AdditionalProperties!["min_p"], options.AdditionalProperties["repetition_penalty"], options.AdditionalProperties["grammar"]));
        Assert.IsType<TraceRequest>(options.AdditionalProperties[TraceRequest.OptionsKey]);
        Assert.Equal(1, options.Temperature);
    }

    private static LocalModelPromptExecutionSettings Full() => new()
    {
        ServiceId = "small",
        ModelId = "m",
        FunctionChoiceBehavior = FunctionChoiceBehavior.Auto(),
        Temperature = 0.5f,
        TopP = 0.9f,
        TopK = 8,
        MinP = 0.05f,
        RepetitionPenalty = 1.1f,
        FrequencyPenalty = 0.3f,
        PresencePenalty = 0.2f,
        Seed = 7,
        MaxTokens = 9,
        StopSequences = ["a", "b"],
        ResponseFormat = ChatResponseFormat.Json,
        Grammar = "root ::= \"x\"",
        Trace = new TraceRequest { TellsSteps = true },
        Anchors = new AnchorRequest(),
        ExtensionData = new Dictionary<string, object> { ["note"] = "kept" },
    };

    private sealed class OtherSettings : PromptExecutionSettings
    {
        [System.Text.Json.Serialization.JsonPropertyName("temperature")]
        public double? Warmth { get; set; }

        public override PromptExecutionSettings Clone() => new OtherSettings { Warmth = Warmth, ExtensionData = ExtensionData };
    }
}
