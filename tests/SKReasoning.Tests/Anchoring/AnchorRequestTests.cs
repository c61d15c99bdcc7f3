namespace SKReasoning.Tests.Anchoring;

public class AnchorRequestTests
{
    public static TheoryData<AnchorRequest> Invalid { get; } =
    [
        new AnchorRequest { Strength = new AnchorStrength { Base = double.NaN } },
        new AnchorRequest { Strength = new AnchorStrength { Rule = (StrengthRule)9 } },
        new AnchorRequest { Strength = new AnchorStrength { Most = 0.5 } },
        new AnchorRequest { Scaling = new AttentionScaling { Factor = 0 } },
        new AnchorRequest { Scaling = new AttentionScaling { LeastShare = 1 } },
        new AnchorRequest { Scaling = new AttentionScaling { Layers = default } },
        new AnchorRequest { Format = new PlanFormat { Plan = "Plan {0" } },
        new AnchorRequest { Format = new PlanFormat { Plan = "Plan" } },
        new AnchorRequest { Format = new PlanFormat { Plan = "Answer: step {0}" } },
        new AnchorRequest { Format = new PlanFormat { Answer = " " } },
        new AnchorRequest { Backend = (AnchorBackend)7 },
        new AnchorRequest { MaxSteps = 0 },
        new AnchorRequest { MaxSegmentTokens = 3 },
        new AnchorRequest { Filler = -1 },
    ];

    [Fact]
    public void Validate_Defaults_Pass() => new AnchorRequest().Validate();

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Validate_ValueOutOfRange_Throws(AnchorRequest request) => Assert.ThrowsAny<ArgumentException>(request.Validate);
}
