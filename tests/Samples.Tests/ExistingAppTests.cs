using SKReasoning.TestKit;

namespace Samples.Tests;

/// <summary>An application that called a server, and the three lines that give it a checked model of its own.</summary>
public sealed class ExistingAppTests
{
    [Fact]
    public async Task Before_OnAServer_Orders()
    {
        await using var server = await RunningServer.StartAsync("Serve", "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information");

        var output = await Sample.RunAsync("ExistingApp.Before", $"{server.Address}v1");

        Assert.Contains("The shop sends 21 apples.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_OnItsOwnModel_OrdersTheSame()
        => Assert.Contains("The shop sends 21 apples.", await Sample.RunAsync("ExistingApp.After", Sample.Model), StringComparison.Ordinal);

    [Fact]
    public async Task After_DiffersInThreeLines()
    {
        var before = await LinesAsync("Before");
        var after = await LinesAsync("After");

        Assert.Equal(3, after.Except(before).Count());
        Assert.Single(before.Except(after));
    }

    private static Task<string[]> LinesAsync(string name) => File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "ExistingApp", name, "Program.cs"));
}
