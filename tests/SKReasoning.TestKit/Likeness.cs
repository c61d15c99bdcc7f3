using System.Collections;
using System.Reflection;

namespace SKReasoning.TestKit;

/// <summary>Compares values by all public properties that can be set, those that a later version adds included; NaN equals NaN.</summary>
public static class Likeness
{
    /// <summary>Where two values differ first, as a path of properties; null where they are alike.</summary>
    public static string? FirstDifference(object? expected, object? actual, string path = "")
    {
        if (expected is null || actual is null || expected.GetType() != actual.GetType())
        {
            return expected is null && actual is null ? null : $"{path}: {expected ?? "null"} against {actual ?? "null"}";
        }

        if (expected is IConvertible)
        {
            return expected.Equals(actual) ? null : $"{path}: {expected} against {actual}";
        }

        if (expected is IEnumerable list)
        {
            var (items, others) = (list.Cast<object?>().ToArray(), ((IEnumerable)actual).Cast<object?>().ToArray());
            return items.Length != others.Length
                ? $"{path}: {items.Length} against {others.Length} items"
                : items.Select((item, i) => FirstDifference(item, others[i], $"{path}[{i}]")).FirstOrDefault(difference => difference is not null);
        }

        return expected.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.CanWrite)
            .Select(property => FirstDifference(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}"))
            .FirstOrDefault(difference => difference is not null);
    }
}
