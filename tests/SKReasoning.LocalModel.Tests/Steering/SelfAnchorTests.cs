using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using SKReasoning.LocalModel.Tests.Decoding;

namespace SKReasoning.LocalModel.Tests.Steering;

public partial class SelfAnchorTests(BuiltInModelFixture fixture) : IClassFixture<BuiltInModelFixture>
{
    private const string Problem = "Tom has 3 times as many apples as Sara. Sara has 7 apples. Ben has 5 fewer apples than Tom. How many apples does Ben have?";

    private static readonly AnchorRequest s_mild = new() { Strength = new AnchorStrength { Base = 1.1 } };

    private readonly LocalChatClient _client = new(fixture.Model);

    [Fact]
    public async Task GetResponse_PlanAndReason_SolvesTheProblemInSteps()
    {
        var (response, trace) = await AskAsync(_client, s_mild);

        Assert.StartsWith("Plan 1: find how many apples", response.Text, StringComparison.Ordinal);
        Assert.EndsWith("Answer: 16", response.Text, StringComparison.Ordinal);
        var segments = trace.Anchoring!.Segments;
        Assert.Equal(
            [(SegmentKind.Plan, 1), (SegmentKind.Reason, 1), (SegmentKind.Plan, 2), (SegmentKind.Reason, 2), (SegmentKind.Plan, 3), (SegmentKind.Reason, 3), (SegmentKind.Answer, 0)],
            segments.Select(segment => (segment.Kind, segment.Step)));
        Assert.Equal(trace.Tokens.Length, segments.Sum(segment => segment.TokenCount));
        Assert.All(segments, segment => Assert.Equal(segment.Kind == SegmentKind.Reason ? 2 : 1, segment.Anchors.Length));
        Assert.All(segments, segment => Assert.InRange(segment.Confidence!.Value, 0.01, 1));
        Assert.All(segments, segment => Assert.InRange(segment.AnchorShare!.Value, 0.01, 1));
        Assert.All(segments, segment => Assert.Equal(1.1, segment.MeanStrength, 1e-6));
        Assert.Contains(segments, segment => segment.MeanDivergence > 0);
        Assert.False(trace.Anchoring.IsIneffective);
    }

    [Fact]
    public async Task GetResponse_PlanAndReason_AnchorsTheQuestionAndThePlan()
    {
        var (_, trace) = await AskAsync(_client, s_mild);

        var prompt = fixture.Model.ChatFormat.Build(Ask(Problem), null, [], wantsAnchors: true);
        var question = Assert.Single(prompt.Anchors);
        Assert.Equal(Problem, Text(prompt.Tokens[question.First..question.End]));
        foreach (var reason in trace.Anchoring!.Segments.Where(segment => segment.Kind == SegmentKind.Reason))
        {
            Assert.Equal(question, reason.Anchors[0]);
            var plan = reason.Anchors[1];
            Assert.StartsWith("find how many apples", Text(trace.Tokens.Skip(plan.First - prompt.Tokens.Length).Take(plan.Count).Select(token => token.Id)).Trim(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task GetResponse_PlanAndReason_DecodesNoTokenTooMany()
    {
        using var model = BuiltInModel.Load(options => options.Sequences = 3);

        var (_, trace) = await AskAsync(new LocalChatClient(model), s_mild);

        // What both sequences share before the question is decoded once; every reason is written twice, with and without its plan in sight.
        var prompt = model.ChatFormat.Build(Ask(Problem), null, [], wantsAnchors: true);
        var expected = prompt.Tokens.Length - prompt.Anchors[0].First + trace.Tokens.Length;
        foreach (var reason in trace.Anchoring!.Segments.Where(segment => segment.Kind == SegmentKind.Reason))
        {
            var planFirst = reason.Anchors[1].First - prompt.Tokens.Length;
            expected += reason.FirstToken - planFirst + reason.TokenCount - 1;
        }

        Assert.Equal(expected, trace.Anchoring.MaskedTokens);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(2)]
    public async Task GetResponse_BranchInsideASegment_GoesOnAsIfItHadBeenWrittenInOneGo(int sequences)
    {
        var (whole, trace) = await AskAsync(_client, s_mild);
        foreach (var segment in trace.Anchoring!.Segments)
        {
            using var model = BuiltInModel.Load(options => options.Sequences = sequences);
            var prefix = trace.Tokens[..(segment.FirstToken + (segment.TokenCount / 2))];

            var response = await new LocalChatClient(model).GetResponseAsync(Ask(Problem), Branch(s_mild, prefix));

            Assert.Equal(whole.Text, response.Text);
        }
    }

    [Fact]
    public async Task GetResponse_BranchInsideAnOpening_GoesOnAsIfItHadBeenWrittenInOneGo()
    {
        var (whole, trace) = await AskAsync(_client, s_mild);
        foreach (var segment in trace.Anchoring!.Segments.Take(3))
        {
            for (var tokens = 0; tokens <= 5; tokens++)
            {
                var options = Branch(s_mild, trace.Tokens[..(segment.FirstToken + tokens)]);
                options.MaxOutputTokens = 150;

                var response = await _client.GetResponseAsync(Ask(Problem), options).WaitAsync(TimeSpan.FromMinutes(1));

                Assert.Equal(whole.Text, response.Text);
            }
        }
    }

    [Fact]
    public async Task GetResponse_BranchFromFreeText_BeginsAPlanOnALineOfItsOwn()
    {
        var prefix = fixture.Model.Tokenize("Sara has 7").Select(token => new TracedToken(token, -1, 1));

        var response = await _client.GetResponseAsync(Ask(Problem), Branch(s_mild, [.. prefix])).WaitAsync(TimeSpan.FromMinutes(1));

        Assert.StartsWith("Sara has 7\nPlan 1:", response.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StrengthRule.InverseConfidence)]
    [InlineData(StrengthRule.ScaledExcess)]
    public async Task GetResponse_BranchUnderAConfidenceRule_KeepsTheStrength(StrengthRule rule)
    {
        var request = new AnchorRequest { Strength = new AnchorStrength { Rule = rule, Base = 1.1, Gain = 2, Most = 1.6 } };
        var (_, trace) = await AskAsync(_client, request);
        var cut = trace.Anchoring!.Segments[3];

        var branch = await TraceAsync(_client, Ask(Problem), Branch(request, trace.Tokens[..(cut.FirstToken + (cut.TokenCount / 2))]));

        Assert.All(trace.Anchoring.Segments.Zip(branch.Anchoring!.Segments), pair =>
        {
            Assert.Equal(pair.First.MeanStrength, pair.Second.MeanStrength, 1e-3);
            Assert.Equal(pair.First.Confidence!.Value, pair.Second.Confidence!.Value, 1e-2);
        });
    }

    [Fact]
    public async Task GetResponse_NeutralStrength_WritesWhatIsWrittenWithoutSteering()
    {
        var plain = await TraceAsync(_client, Ask(Problem), Traced());

        foreach (var strength in (AnchorStrength[])[new() { Base = 1 }, new() { Rule = StrengthRule.InverseConfidence, Gain = 0, Base = 1 }])
        {
            var (_, steered) = await AskAsync(_client, new AnchorRequest { Schedule = AnchorSchedule.WholeTurn, Strength = strength });

            Assert.Equal(plain.Tokens.Select(token => token.Id), steered.Tokens.Select(token => token.Id));
            Assert.Equal(0, steered.Anchoring!.Flips);
        }
    }

    [Fact]
    public async Task GetResponse_StrengthZero_WritesWhatTheMaskedPromptGives()
    {
        Assert.SkipWhen(Rounding.OnGpu, "One sequence and one of two are computed by other kernels, and greedy texts part where two tokens are nearly as likely.");
        var prompt = fixture.Model.ChatFormat.Build(Ask(Problem), null, [], wantsAnchors: true);
        var (_, trace) = await AskAsync(_client, new AnchorRequest { Schedule = AnchorSchedule.WholeTurn, Strength = new AnchorStrength { Base = 0 } }, maxTokens: 60);
        var masked = (int[])prompt.Tokens.Clone();
        masked.AsSpan(prompt.Anchors[0].First, prompt.Anchors[0].Count).Fill(trace.Anchoring!.Filler);

        var direct = await GreedyWork.RunAsync(fixture.Model, masked);

        Assert.Equal(direct.Written.Take(60), trace.Tokens.Select(token => token.Id));
        Assert.True(trace.Anchoring.Flips > 0);
    }

    [Theory]
    [InlineData(MaskStyle.SameLengthFill)]
    [InlineData(MaskStyle.MaskText)]
    [InlineData(MaskStyle.OneToken)]
    [InlineData(MaskStyle.Omit)]
    [InlineData(MaskStyle.NeutralText)]
    public async Task GetResponse_EveryMaskStyleAndForm_WritesAWholeTurn(MaskStyle style)
    {
        var (response, trace) = await AskAsync(_client, new AnchorRequest { Mask = style, Form = BlendForm.Modulated });

        Assert.StartsWith("Plan 1:", response.Text, StringComparison.Ordinal);
        Assert.Contains("Answer:", response.Text, StringComparison.Ordinal);
        Assert.Equal(style, trace.Anchoring!.Request.Mask);
        Assert.True(trace.Anchoring.MaskedTokens > trace.Tokens.Length);
    }

    [Fact]
    public async Task GetResponse_StrengthByConfidence_FollowsTheSegmentBefore()
    {
        var strength = new AnchorStrength { Rule = StrengthRule.InverseConfidence, Gain = 2, Most = 1.6 };

        var (_, trace) = await AskAsync(_client, new AnchorRequest { Strength = strength });

        var segments = trace.Anchoring!.Segments;
        for (var i = 2; i < segments.Length; i++)
        {
            // The first tokens of a segment may still be chosen as openings, which count for nothing.
            Assert.Equal(strength.At(segments[i - 1].Confidence), segments[i].MeanStrength, 1e-4);
        }
    }

    [Fact]
    public async Task GetResponse_AttentionScaled_StaysOffForEveryoneElse()
    {
        var before = await TraceAsync(_client, Ask(Problem), Traced());

        var (scaled, trace) = await AskAsync(_client, new AnchorRequest { Backend = AnchorBackend.AttentionScale, Scaling = new AttentionScaling { Factor = 1.5 } });
        var after = await TraceAsync(_client, Ask(Problem), Traced());

        Assert.StartsWith("Plan 1:", scaled.Text, StringComparison.Ordinal);
        Assert.Equal(0, trace.Anchoring!.MaskedTokens);
        Assert.Equal(before.Tokens.Select(token => token.Id), after.Tokens.Select(token => token.Id));
        Assert.All(before.Tokens.Zip(after.Tokens), pair => Assert.Equal(pair.First.LogProbability, pair.Second.LogProbability, 1e-2f));
    }

    [Fact]
    public async Task GetResponse_AttentionScaledAtTheQuestion_RaisesItsShare()
    {
        var whole = new AnchorRequest { Schedule = AnchorSchedule.WholeTurn, Backend = AnchorBackend.AttentionScale };
        var (_, neutral) = await AskAsync(_client, whole with { Scaling = new AttentionScaling { Factor = 1 } });
        var (_, raised) = await AskAsync(_client, whole with { Scaling = new AttentionScaling { Factor = 2 } });

        Assert.True(raised.Anchoring!.Segments[0].AnchorShare > 1.2 * neutral.Anchoring!.Segments[0].AnchorShare);
    }

    [Fact]
    public async Task GetStreamingResponse_Steered_WritesTheSameText()
    {
        var (whole, _) = await AskAsync(_client, s_mild);

        var updates = await _client.GetStreamingResponseAsync(Ask(Problem), Options(s_mild)).ToListAsync();

        Assert.Equal(whole.Text, string.Concat(updates.Select(update => update.Text)));
        Assert.True(updates.Count > 20);
    }

    [Fact]
    public async Task GetStreamingResponse_CancelledAtManyMoments_LeavesTheModelUsable()
    {
        using var model = BuiltInModel.Load(options => options.Sequences = 3);
        var client = new LocalChatClient(model);
        var (whole, _) = await AskAsync(client, s_mild);
        for (var moment = 1; moment < 60; moment += 4)
        {
            using var cancel = new CancellationTokenSource();
            var seen = 0;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await foreach (var update in client.GetStreamingResponseAsync(Ask(Problem), Options(s_mild), cancel.Token))
                {
                    if (++seen == moment)
                    {
                        await cancel.CancelAsync();
                    }
                }

                cancel.Token.ThrowIfCancellationRequested();
            });
        }

        var (again, _) = await AskAsync(client, s_mild);
        Assert.Equal(whole.Text, again.Text);
    }

    [Fact]
    public async Task GetResponse_ManySteeredAndPlainCallers_AllGetTheirOwnAnswer()
    {
        var (alone, _) = await AskAsync(_client, s_mild);
        var plain = (await _client.GetResponseAsync(Ask(Problem))).Text;

        var texts = await Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
            (await _client.GetResponseAsync(Ask(Problem), i % 2 == 0 ? Options(s_mild) : null)).Text));

        Assert.All(texts.Where((_, i) => i % 2 == 0), text => Assert.Equal(alone.Text, text));
        Assert.All(texts.Where((_, i) => i % 2 == 1), text => Assert.Equal(plain, text));
    }

    private async Task<(ChatResponse Response, ReasoningTrace Trace)> AskAsync(LocalChatClient client, AnchorRequest request, int? maxTokens = null)
    {
        var options = Options(request);
        options.MaxOutputTokens = maxTokens;
        var response = await client.GetResponseAsync(Ask(Problem), options);
        return (response, (ReasoningTrace)response.Messages[^1].AdditionalProperties![ReasoningTrace.MetadataKey]!);
    }

    private static async Task<ReasoningTrace> TraceAsync(LocalChatClient client, IEnumerable<ChatMessage> messages, ChatOptions options)
        => (ReasoningTrace)(await client.GetResponseAsync(messages, options)).Messages[^1].AdditionalProperties![ReasoningTrace.MetadataKey]!;

    private static ChatOptions Traced() => new() { AdditionalProperties = new() { [TraceRequest.OptionsKey] = new TraceRequest() } };

    private static ChatOptions Options(AnchorRequest request)
    {
        var options = Traced();
        options.AdditionalProperties![AnchorRequest.OptionsKey] = request;
        return options;
    }

    private static ChatOptions Branch(AnchorRequest request, ImmutableArray<TracedToken> prefix)
    {
        var options = Options(request);
        options.AdditionalProperties![BranchPoint.OptionsKey] = new BranchPoint(BranchFrom.Weakest, 0, prefix, null, "to see");
        return options;
    }

    private static ChatMessage[] Ask(string question) => [new(ChatRole.System, "Solve the problem with plans and reasons."), new(ChatRole.User, question)];

    private string Text(IEnumerable<int> tokens) => string.Concat(tokens.Select(fixture.Model.Vocabulary.Text));
}
