using System.Diagnostics;

namespace Samples.Tests;

/// <summary>An application that called a server, and the three lines that give it a checked model of its own.</summary>
public sealed class ExistingAppTests
{
    private const string Listening = "Now listening on: ";

    [Fact]
    public async Task Before_OnAServer_Orders()
    {
        using var server = Sample.Start("Serve", "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information");
        try
        {
            var output = await Sample.RunAsync("ExistingApp.Before", $"{await AddressAsync(server)}/v1");

            Assert.Contains("The shop sends 21 apples.", output, StringComparison.Ordinal);
        }
        finally
        {
            server.Kill();
        }
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

    private static async Task<string> AddressAsync(Process server)
    {
        while (await server.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                _ = server.StandardOutput.ReadToEndAsync();
                return line[(at + Listening.Length)..].Trim();
            }
        }

        throw new InvalidOperationException(await server.StandardError.ReadToEndAsync());
    }
}
