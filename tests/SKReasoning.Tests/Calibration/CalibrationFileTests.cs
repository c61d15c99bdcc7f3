using System.Text;
using SKReasoning.TestKit;

namespace SKReasoning.Tests.Calibrating;

public class CalibrationFileTests
{
    private static readonly string s_json = Write(Calibrations.Create("influence.max"));

    [Fact]
    public void Load_WhatWasSaved_IsTheSame()
    {
        var read = Read(s_json);

        Assert.Equal(s_json, Write(read));
        Assert.Equal(Calibrations.Create("influence.max").Answer.Weights, read.Answer.Weights);
        Assert.Equal(Calibrations.Model, read.Model);
        Assert.Equal(1, read.Influence!.Distance);
    }

    [Fact]
    public void Load_AnyPrefix_IsRefused()
        => Assert.All(Enumerable.Range(0, s_json.TrimEnd().Length).Where(length => length % 7 == 0), length => AssertRefused(s_json[..length], "calibrate"));

    [Theory]
    [InlineData("\"version\": 1", "\"version\": 2", "later version")]
    [InlineData("\"version\": 1", "\"version\": 0", "unknown version")]
    [InlineData("\"version\": 1", "\"version\": \"1\"", "no version")]
    [InlineData("\"hash\": \"0123456789abcdef\"", "\"hash\": \"\"", "no hash")]
    [InlineData("\"hash\": \"0123456789abcdef\"", "\"hash\": null", "hash")]
    [InlineData("\"name\": \"logprob.weakest\"", "\"name\": \"logprobs\"", "not known")]
    [InlineData("\"name\": \"influence.max\"", "\"name\": \"logprob.weakest\"", "twice")]
    [InlineData("\"name\": \"logprob.weakest\"", "\"name\": \"logprob.weakest\", \"name\": \"logprob.mean\"", "name")]
    [InlineData("\"scale\": 1", "\"scale\": 0", "scale")]
    [InlineData("\"scale\": 1", "\"scale\": 1e999", "calibrate")]
    [InlineData("\"weight\": 1", "\"weight\": 1e300", "proportion")]
    [InlineData("\"low\": -10", "\"low\": 10", "range")]
    [InlineData("\"falseAcceptRate\": 0.1", "\"falseAcceptRate\": 1", "between 0 and 1")]
    [InlineData("\"probability\": 0.5", "\"probability\": 2", "no probability")]
    [InlineData("\"distance\": 1", "\"distance\": 0", "calibrate")]
    [InlineData("\"influence\": {", "\"influences\": {", "influences")]
    [InlineData("\"createdBy\": \"skreasoning calibrate\",", "", "createdBy")]
    public void Load_WrongValue_IsRefusedAndSaysWhy(string value, string wrong, string says)
    {
        Assert.Contains(value, s_json, StringComparison.Ordinal);

        AssertRefused(s_json.Replace(value, wrong, StringComparison.Ordinal), says);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"version": 1}""")]
    [InlineData("""{"version": 1, "calibration": null}""")]
    [InlineData("GGUF\u0003")]
    public void Load_SomethingElse_IsRefused(string text) => AssertRefused(text, "calibrate");

    [Fact]
    public void Load_DeeplyNested_IsRefused() => AssertRefused($$"""{"version": 1, "calibration": {{new string('[', 100_000)}}""", "calibrate");

    [Fact]
    public void Load_Endless_IsRefused()
    {
        using var stream = new MemoryStream(new byte[(4 << 20) + 1]);

        Assert.Contains("MiB", Assert.Throws<CalibrationException>(() => Calibration.Load(stream)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoFile_IsRefusedByName()
        => Assert.Contains("no-such.json", Assert.Throws<CalibrationException>(() => Calibration.Load("no-such.json")).Message, StringComparison.Ordinal);

    [Fact]
    public void RequireModel_OtherWeightsOrTemplate_IsRefused()
    {
        var calibration = Calibrations.Create();

        calibration.RequireModel(Calibrations.Model with { Name = "another name" });
        Assert.Contains("for the model 'model'", Refusal(Calibrations.Model with { Hash = "ff" }), StringComparison.Ordinal);
        Assert.Contains("chat template", Refusal(Calibrations.Model with { TemplateHash = "ff" }), StringComparison.Ordinal);

        string Refusal(ModelIdentity model) => Assert.Throws<CalibrationException>(() => calibration.RequireModel(model)).Message;
    }

    private static string Write(Calibration calibration)
    {
        using var stream = new MemoryStream();
        calibration.Save(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static Calibration Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return Calibration.Load(stream);
    }

    private static void AssertRefused(string json, string says)
        => Assert.Contains(says, Assert.Throws<CalibrationException>(() => Read(json)).Message, StringComparison.Ordinal);
}
