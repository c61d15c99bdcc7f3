namespace SKReasoning.Plugins.Tests.Planning;

public class PlanTests
{
    [Theory]
    [InlineData("1. Look.\n2. Think.\n3. Act.")]
    [InlineData("Here is my plan:\n\n1) Look.\n2) Think.\n3) Act.\n\nThis will do.")]
    [InlineData("**1.** Look.\n\n**2.** Think.\n\n**3.** Act.")]
    [InlineData("Step 1: Look.\nStep 2: Think.\nstep 3: Act.")]
    [InlineData("Plan 1: Look.\nReason 1: There is much to see.\nPlan 2: Think.\nReason 2: It helps.\nPlan 3: Act.\nAnswer: 3")]
    [InlineData("- Look.\n- Think.\n- Act.")]
    [InlineData("Look.\n\nThink.\r\nAct.")]
    public void Read_ListInAnyForm_GivesItsItems(string text) => Assert.Equal(["Look.", "Think.", "Act."], Plan.Read(text).Steps);

    [Fact]
    public void Read_ItemOfSeveralLines_StaysOneStep()
    {
        var plan = Plan.Read("1. **Look** around,\nthen up.\n   - left\n   - right\n\n   Take notes.\n2. Act in 1.5 hours.\n\nThen rest.");

        Assert.Equal(["Look around, then up. - left - right Take notes.", "Act in 1.5 hours."], plan.Steps);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\n")]
    [InlineData("1.\n2.")]
    public void Read_NoText_GivesNoSteps(string text) => Assert.DoesNotContain(Plan.Read(text).Steps, step => step.Length == 0);

    [Fact]
    public void ToString_IsReadAsTheSamePlan()
    {
        var plan = new Plan(["Look.", "Take 3 apples, 2 at a time.", "Act."]);

        Assert.Equal("1. Look.\n2. Take 3 apples, 2 at a time.\n3. Act.", plan.ToString());
        Assert.Equal(plan.Steps, Plan.Read(plan.ToString()).Steps);
    }
}
