using SKReasoning.TestKit;

namespace SKReasoning.Cli.Tests.Report;

/// <summary>One file of each kind, made once for all tests.</summary>
public sealed class ReportFiles : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public string Turns => _folder.File("turns.jsonl");

    public string Inspection => _folder.File("inspection.json");

    public string Evaluation => _folder.File("summary.json");

    public string Calibration => _folder.File("calibration.json");

    public string Folder => _folder.Path;

    public string Of(string name) => name == "turns" ? Turns : _folder.File(name + ".json");

    public async ValueTask InitializeAsync()
    {
        _folder.Write("summary.json", ReportInputs.Evaluation);
        _folder.Write("calibration.json", ReportInputs.Calibration);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "models", "abacus-8m.calibration.json"), _folder.File("shipped.json"));
        await ReportInputs.WriteTurnsAsync(Turns);
        await ReportInputs.WriteInspectionAsync(_folder, "inspection.json");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
