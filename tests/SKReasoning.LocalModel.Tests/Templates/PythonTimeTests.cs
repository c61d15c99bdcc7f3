using SKReasoning.LocalModel.Templates;

namespace SKReasoning.LocalModel.Tests.Templates;

public class PythonTimeTests
{
    private static readonly DateTimeOffset s_monday = new(2026, 3, 9, 4, 5, 6, 7, 8, TimeSpan.FromHours(2));
    private static readonly DateTimeOffset s_newYear = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("%d %b %Y", "09 Mar 2026")]
    [InlineData("%A, %B %-d", "Monday, March 9")]
    [InlineData("%a %e|%y-%m", "Mon  9|26-03")]
    [InlineData("%H:%M:%S.%f %I %p", "04:05:06.007008 04 AM")]
    [InlineData("%Y-%m-%dT%T|%F|%D|%R", "2026-03-09T04:05:06|2026-03-09|03/09/26|04:05")]
    [InlineData("%j %w %u %U %W %V %G", "068 1 1 10 10 11 2026")]
    [InlineData("%c", "Mon Mar  9 04:05:06 2026")]
    [InlineData("[%z%Z] 100%% %Q %", "[] 100% %Q %")]
    [InlineData("%-H %-M", "4 5")]
    public void Format_Code_EqualsPython(string format, string expected) => Assert.Equal(expected, PythonTime.Format(s_monday, format));

    [Theory]
    [InlineData("%I %p %-H", "12 AM 0")]
    [InlineData("%j %w %u %U %W %V %G", "001 5 5 00 00 53 2026")]
    public void Format_FirstOfJanuary_EqualsPython(string format, string expected)
        => Assert.Equal(expected, PythonTime.Format(s_newYear, format));
}
