namespace SKReasoning.Cli.Tests.Report;

/// <summary>Tests of reports, which share their files.</summary>
[CollectionDefinition(Name)]
public sealed class SharedReportFiles : ICollectionFixture<ReportFiles>
{
    public const string Name = "Report";
}
