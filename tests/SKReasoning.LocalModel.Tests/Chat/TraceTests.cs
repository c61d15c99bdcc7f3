using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Chat;
using SKReasoning.LocalModel.Tests.Capture;

namespace SKReasoning.LocalModel.Tests.Chat;

public class TraceTests(BuiltInModelFixture fixture) : IClassFixture<BuiltInModelFixture>
{
    private const string Problem = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Ben has 5 fewer apples than Tom. Ann has 2 more apples than Ben. Eve has twice as many apples as Ann. How many apples does Eve have?";

    private readonly LocalChatClient _client = new(fixture.Model);

    [Theory]
    [MemberData(nameof(Golden.Architectures), MemberType = typeof(Golden))]
    public async Task Recorder_ReferenceText_EqualsReferenceInfluence(string architecture)
    {
        var golden = Golden.Load(architecture);
        using var model = golden.Open();
        var prompt = golden.Root.GetProperty("tokens").GetProperty("prompt_tokens").GetInt32();
        var recorder = new TurnRecorder(new TraceRequest { InfluenceDistance = 1 }, model, prompt, branch: null);
        foreach (var token in golden.Tokens[prompt..])
        {
            recorder.Add(new TracedToken(token, -1, 1), model.Vocabulary.Text(token), CallPhase.Outside, isThought: false);
        }

        // The text is there already: one teacher-forced pass shows the rows that decoding would have shown.
        await model.ReadAsync(golden.Tokens, new Response(recorder, prompt), onLogits: null);

        var trace = recorder.Trace(isTruncated: false);
        var tolerance = Rounding.Attention(architecture == "gemma3" ? 3e-5f : 1e-6f);
        double[] expected = [.. golden.Root.GetProperty("fci").GetProperty("delta1").GetProperty("max_unmasked").EnumerateArray().Select(value => value.GetDouble())];
        int[][] steps = [.. golden.Root.GetProperty("tokens").GetProperty("steps").EnumerateArray().Select(step => new[] { step[0].GetInt32() - prompt, step[1].GetInt32() })];
        Assert.Equal(steps, trace.Steps.Select(step => new[] { step.FirstToken, step.TokenCount }));
        Assert.All(expected[1..^1].Zip(trace.Steps), pair => Assert.Equal(pair.First, pair.Second.Influence!.Value, tolerance));
        Assert.Null(trace.Steps[^1].Influence);
    }

    // While decoding every row comes from a batch of one token, in one pass all come from one batch: the sums must not care.
    [Fact]
    public async Task Recorder_WrittenText_EqualsOnePassOverIt()
    {
        using var model = BuiltInModel.Load(options => options.CacheFormat = CacheFormat.F32);
        InfluenceOptions[] forms =
        [
            new() { Distance = 1 },
            new() { Distance = 1, LaterSteps = LaterSteps.Mean },
            new() { Distance = 1, Heads = HeadSelection.MostPeaked(8) },
            new() { Distance = 1, Heads = HeadSelection.Of(new(3, 1), new AttentionHead(9, 0)) },
        ];
        var request = new TraceRequest { InfluenceOptions = forms[0], SpectralLayers = [4] };
        var written = TraceOf(await new LocalChatClient(model).GetResponseAsync(Ask(), Traced(request)));

        var prompt = model.ChatFormat.Build(Ask(), instructions: null, tools: []).Tokens;
        var recorder = new TurnRecorder(request, model, prompt.Length, branch: null);
        foreach (var token in written.Tokens)
        {
            recorder.Add(token, model.Vocabulary.Text(token.Id), CallPhase.Outside, isThought: false);
        }

        await model.ReadAsync([.. prompt, .. written.Tokens.Select(token => token.Id)], new Response(recorder, prompt.Length), onLogits: null);
        var read = recorder.Trace(isTruncated: false);

        Assert.InRange(written.Steps.Length, 6, 100);
        Assert.Equal(written.Steps.Select(step => step.FirstToken), read.Steps.Select(step => step.FirstToken));
        Assert.All(forms, form => Assert.All(
            ForwardInfluence.Measure(written.Attention!, form).Zip(ForwardInfluence.Measure(read.Attention!, form)),
            pair => Assert.Equal(pair.First ?? -1, pair.Second ?? -1, Rounding.Attention(1e-5f))));
        Assert.Equal(written.Spectra[0].Tokens, read.Spectra[0].Tokens);
        Assert.Equal(written.Spectra[0].Fiedler!.Value, read.Spectra[0].Fiedler!.Value, Rounding.Attention(1e-5f));
        Assert.Equal(written.Spectra[0].Smoothness!.Value, read.Spectra[0].Smoothness!.Value, Rounding.Attention(1e-5f));
        Assert.Equal(written.Spectra[0].HighFrequencyRatio!.Value, read.Spectra[0].HighFrequencyRatio!.Value, Rounding.Attention(1e-4f));
    }

    [Fact]
    public async Task GetResponse_NoRequest_HasNoTrace()
        => Assert.Null((await _client.GetResponseAsync(Ask())).Messages[0].AdditionalProperties);

    [Fact]
    public async Task GetResponse_Requested_TracesEveryToken()
    {
        var response = await _client.GetResponseAsync(Ask(), Traced(new TraceRequest { SpectralLayers = [0, 9] }));

        var trace = TraceOf(response);
        Assert.Equal(response.Usage!.OutputTokenCount, trace.Tokens.Length);
        Assert.Equal(response.Text, string.Join("\n\n", trace.Steps.Select(step => step.Text)));
        Assert.Equal(trace.Tokens.Length, trace.Steps.Sum(step => step.TokenCount));
        Assert.All(trace.Tokens, token => Assert.True(token.LogProbability <= 0 && token.Entropy >= 0));
        Assert.All(trace.Steps[..^4], step => Assert.True(step.Influence > 0));
        Assert.All(trace.Steps[^4..], step => Assert.Null(step.Influence));
        Assert.Equal([0, 9], trace.Spectra.Select(spectrum => spectrum.Layer));
        Assert.All(trace.Spectra, spectrum => Assert.InRange(spectrum.Fiedler!.Value, 1e-6, 2));
    }

    [Fact]
    public async Task GetStreamingResponse_Requested_TellsEachStepWhenItIsClosed()
    {
        var closed = new List<int>();
        await foreach (var update in _client.GetStreamingResponseAsync(Ask(), Traced(new TraceRequest { InfluenceDistance = 1, TellsSteps = true })))
        {
            if (update.AdditionalProperties?.GetValueOrDefault(ReasoningStep.MetadataKey) is IReadOnlyList<ReasoningStep> steps)
            {
                closed.Add(steps.Count);
            }
        }

        Assert.Equal(Enumerable.Range(1, 5), closed);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public async Task GetResponse_Branch_GoesOnFromThePrefixAsIfItHadWrittenIt(int step, bool spectra)
    {
        var request = new TraceRequest { InfluenceDistance = 1, SpectralLayers = spectra ? [4, 9] : [] };
        var first = await _client.GetResponseAsync(Ask(), Traced(request));
        var trace = TraceOf(first);
        var options = Traced(request);
        options.AdditionalProperties![BranchPoint.OptionsKey] = BranchPolicy.Choose(BranchFrom.Weakest, trace, new Verdict(false, 0, step, "planted"), 1, 0);

        var second = await _client.GetResponseAsync(Ask(), options);

        // Greedy decoding writes the same text again, so everything must come out the same.
        var branch = TraceOf(second);
        Assert.Equal(first.Text, second.Text);
        Assert.Equal(trace.Tokens.Select(token => token.Id), branch.Tokens.Select(token => token.Id));
        Assert.Equal(trace.Steps[step].FirstToken, branch.ForcedTokens);
        Assert.Equal(branch.NewTokens, (int)second.Usage!.OutputTokenCount!);
        Assert.All(trace.Steps.Zip(branch.Steps), pair => Assert.Equal(pair.First.Influence ?? 0, pair.Second.Influence ?? 0, 1e-4));
        Assert.All(trace.Steps.Zip(branch.Steps), pair => Assert.Equal(pair.First.MeanLogProbability, pair.Second.MeanLogProbability, 1e-2));
        Assert.All(trace.Spectra.Zip(branch.Spectra), pair => Assert.Equal(pair.First.Fiedler!.Value, pair.Second.Fiedler!.Value, 1e-3));
        if (!spectra)
        {
            Assert.True(second.Usage.CachedInputTokenCount >= second.Usage.InputTokenCount - 1, "A branch decodes its own tokens only.");
        }
    }

    [Fact]
    public async Task GetResponse_TopTokens_AreRecordedForEveryTokenThatWasWritten()
    {
        var request = new TraceRequest { Influence = false, TopTokens = 3 };
        var first = TraceOf(await _client.GetResponseAsync(Ask(), Traced(request)));
        var options = Traced(request);
        options.AdditionalProperties![BranchPoint.OptionsKey] = BranchPolicy.Choose(BranchFrom.Weakest, first, new Verdict(false, 0, 2, "planted"), 1, 0);

        var branch = TraceOf(await _client.GetResponseAsync(Ask(), options));

        Assert.Equal(first.Tokens.Length, first.TopTokens.Length);
        // Greedy: what was written is the first of the three.
        Assert.All(first.Tokens.Zip(first.TopTokens), pair => Assert.Equal((3, pair.First.Id, pair.First.LogProbability), (pair.Second.Length, pair.Second[0].Id, pair.Second[0].LogProbability)));
        Assert.All(branch.TopTokens[..branch.ForcedTokens], top => Assert.Empty(top));
        Assert.All(branch.TopTokens[branch.ForcedTokens..], top => Assert.Equal(3, top.Length));
        Assert.True(branch.ForcedTokens > 0);
    }

    [Fact]
    public async Task GetResponse_TopTokensNotWanted_HasNone()
        => Assert.Empty(TraceOf(await _client.GetResponseAsync(Ask(), Traced(new TraceRequest { Influence = false }))).TopTokens);

    [Fact]
    public async Task GetResponse_TopTokensBelowZero_Throws()
        => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _client.GetResponseAsync(Ask(), Traced(new TraceRequest { TopTokens = -1 })));

    [Fact]
    public async Task GetResponse_BranchOfAnotherModel_Throws()
    {
        var options = Traced(new TraceRequest());
        options.ResponseFormat = ChatResponseFormat.Json;
        options.AdditionalProperties![BranchPoint.OptionsKey] = new BranchPoint(BranchFrom.Weakest, 1, [new TracedToken(999_999, 0, 0)], null, "planted");

        var error = await Assert.ThrowsAsync<ArgumentException>(() => _client.GetResponseAsync(Ask(), options));

        Assert.Contains("another model", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetResponse_LayerThatIsNone_SaysWhichThereAre()
        => Assert.Contains("0 to 9", (await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _client.GetResponseAsync(Ask(), Traced(new TraceRequest { SpectralLayers = [10] })))).Message, StringComparison.Ordinal);

    private static ReasoningTrace TraceOf(ChatResponse response)
        => Assert.IsType<ReasoningTrace>(response.Messages[0].AdditionalProperties![ReasoningTrace.MetadataKey]);

    private static ChatMessage[] Ask() => [new(ChatRole.System, "Think step by step."), new(ChatRole.User, Problem)];

    private static ChatOptions Traced(TraceRequest request) => new() { AdditionalProperties = new() { [TraceRequest.OptionsKey] = request } };

    private sealed class Response(TurnRecorder recorder, int firstToken) : ITokenObserver
    {
        public AttentionForms WantsAttention(int layer) => recorder.WantsAttention(layer);

        public bool WantsHidden(int layer) => recorder.WantsHidden(layer);

        public IReadOnlyList<int> StepStarts => recorder.StepStarts;

        public void OnStepSums(int layer, TokenRange queries, StepSums sums)
        {
            if (queries.First >= firstToken)
            {
                recorder.OnStepSums(layer, queries, sums);
            }
        }

        public void OnHeadMean(int layer, int query, ReadOnlySpan<float> weights)
        {
            if (query >= firstToken)
            {
                recorder.OnHeadMean(layer, query, weights);
            }
        }

        public void OnHidden(int layer, int position, ReadOnlySpan<float> state)
        {
            if (position >= firstToken)
            {
                recorder.OnHidden(layer, position, state);
            }
        }
    }
}
