namespace SKReasoning.LocalModel.Tests.Hostile;

public class HostileRequestTests(BuiltInModelFixture fixture) : IClassFixture<BuiltInModelFixture>
{
    [Fact]
    public async Task GetResponse_HostileRequests_AreAnsweredOrRefusedAsDocumented()
    {
        using var judge = new HostileJudge(fixture.Model);
        var defects = new List<string>();
        for (var number = 0; number < 200; number++)
        {
            var outcome = await judge.SendAsync(HostileRequest.Create(seed: 1, number), HostileRequest.Create(seed: 1, number, isTame: true));
            if (outcome.Defect is { } defect)
            {
                defects.Add($"{number}: {outcome.Kind}: {defect}");
            }
        }

        Assert.True(defects.Count == 0, string.Join("\n", defects));
    }

    [Fact]
    public void Create_SameSeed_IsTheSameRequest()
    {
        var (first, second) = (HostileRequest.Create(3, 17), HostileRequest.Create(3, 17));

        Assert.Equal(first.Delivery, second.Delivery);
        Assert.Equal(first.Messages.Select(message => message.Text), second.Messages.Select(message => message.Text));
    }
}
