using System.Diagnostics;
using SKReasoning.Filters;
using SKReasoning.GuardedProcess;
using SKReasoning.TestKit;

// Makes one request and is killed at the given place; prints what the tool gave, and how many places there are. Arguments: effects, ledger, place.
var points = new InterruptionPoints(int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture), Process.GetCurrentProcess().Kill);
using var ledger = new FileCallLedger(args[1]);
Console.WriteLine(await GuardedOrder.AskAsync(OnFail.Branch, args[0], ledger, points, "order", CancellationToken.None));
Console.WriteLine(points.Reached);
