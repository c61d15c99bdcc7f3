using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SKReasoning.LocalModel;
using SKReasoning.TestKit;

namespace SKReasoning.Filters.Tests.Judging;

public sealed class CalibratedJudgeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("calibration-");

    [Fact]
    public async Task GetResponse_CalibrationPath_JudgesByProbability()
    {
        using var client = new ReasoningChatClient(new ScriptedModel(new ScriptedTurn("yes").Doubtful()), new ReasoningFilterOptions { CalibrationPath = Save(Calibrations.Create()), OnFail = OnFail.Annotate });

        await client.GetResponseAsync("Well?");

        var verdict = client.GetService<IReasoningJournal>()!.Latest!.Verdict;
        Assert.Equal((false, 1 / (1 + Math.Exp(2))), (verdict.Accepted, verdict.Score));
        Assert.Contains("right with probability", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_FeaturesNeedAttention_AreAskedFor()
    {
        var model = new ScriptedModel(new ScriptedTurn("yes"));
        using var client = new ReasoningChatClient(model, new ReasoningFilterOptions { Validator = new CalibratedValidator(Calibrations.Create("influence.max", "spectral.L3.hfer")), OnFail = OnFail.Annotate });

        await client.GetResponseAsync("Well?");

        var request = Assert.IsType<TraceRequest>(model.Options[0]!.AdditionalProperties![TraceRequest.OptionsKey]);
        Assert.True(request is { Influence: true, InfluenceDistance: 1, SpectralLayers: [3] });
    }

    [Fact]
    public void Configuration_CalibrationPathAndRate_AreBound()
    {
        using var services = Services(("CalibrationPath", Save(Calibrations.Create())), ("FalseAcceptRate", "0.2")).BuildServiceProvider();

        var options = services.GetRequiredService<ReasoningFilterOptions>();

        Assert.True(options.FindCalibrated()!.Judge(Traces.Create((0, -1.5f))).Accepted);
    }

    [Theory]
    [InlineData("no-such.json", "no-such.json")]
    [InlineData("{}", "no version")]
    [InlineData("{\"version\": 99}", "later version")]
    public void Configuration_WrongFile_IsSaidWhenTheHostStarts(string file, string says)
    {
        var path = file.StartsWith('{') ? Path.Combine(_folder.FullName, "wrong.json") : file;
        if (path != file)
        {
            File.WriteAllText(path, file);
        }

        using var services = Services(("CalibrationPath", path), ("Branch:MaxRetries", "-1")).BuildServiceProvider();

        var error = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(says, error.Message, StringComparison.Ordinal);
        Assert.Contains("MaxRetries", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_WhatExcludesEachOther_IsRefused()
    {
        var path = Save(Calibrations.Create());

        Assert.Contains("exclude", Refusal(new ReasoningFilterOptions { CalibrationPath = path, Validator = new CalibratedValidator(Calibrations.Create()) }), StringComparison.Ordinal);
        Assert.Contains("0.1, 0.2", Refusal(new ReasoningFilterOptions { CalibrationPath = path, FalseAcceptRate = 0.3 }), StringComparison.Ordinal);
        Assert.Contains("needs a CalibrationPath", Refusal(new ReasoningFilterOptions { FalseAcceptRate = 0.1 }), StringComparison.Ordinal);

        static string Refusal(ReasoningFilterOptions options) => Assert.Throws<ArgumentException>(() => new ReasoningChatClient(new ScriptedModel(), options)).Message;
    }

    [Fact]
    public async Task OtherModel_IsRefusedWhereverOptionsComeFrom()
    {
        using var model = LlamaModel.Load(new LocalModelOptions { Path = BuiltInModelFile.Path, Threads = 1 });
        var options = new ReasoningFilterOptions { Validator = new CalibratedValidator(Calibrations.Create()) };
        using var client = new ReasoningChatClient(new LocalChatClient(model), new ReasoningFilterOptions());

        Assert.Contains("for the model 'model'", Assert.Throws<CalibrationException>(() => new ReasoningChatClient(new LocalChatClient(model), options)).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CalibrationException>(() => client.GetResponseAsync("Hello", new ChatOptions().WithReasoning(options)));
    }

    [Fact]
    public void OtherTemplate_InServices_IsRefusedWhenTheClientIsMade()
    {
        using var services = Services(("CalibrationPath", Save(Calibrations.Create() with { Model = BuiltIn() with { TemplateHash = "ff" } })))
            .AddLocalModel(BuiltInModelFile.Path, configure: model => model.Threads = 1)
            .BuildServiceProvider();

        Assert.Contains("chat template", Assert.Throws<CalibrationException>(services.GetRequiredService<IChatClient>).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SameModel_InServices_Judges()
    {
        using var services = Services(("CalibrationPath", Save(Calibrations.Create() with { Model = BuiltIn() })))
            .AddLocalModel(BuiltInModelFile.Path, configure: model => model.Threads = 1)
            .BuildServiceProvider();

        await services.GetRequiredService<IChatClient>().GetResponseAsync("Hello", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Contains("right with probability", services.GetRequiredService<IReasoningJournal>().Latest!.Verdict.Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static ModelIdentity BuiltIn()
    {
        using var model = LlamaModel.Load(new LocalModelOptions { Path = BuiltInModelFile.Path, Threads = 1 });
        return new LocalChatClient(model).GetService<ModelIdentity>()!;
    }

    private static IServiceCollection Services(params (string Name, string Value)[] settings)
        => new ServiceCollection().AddReasoningFilters(new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Name, setting => (string?)setting.Value)).Build());

    private string Save(Calibration calibration)
    {
        var path = Path.Combine(_folder.FullName, "calibration.json");
        calibration.Save(path);
        return path;
    }
}
