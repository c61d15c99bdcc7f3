using SKReasoning.LocalModel.Capture;

namespace SKReasoning.LocalModel.Tests.Capture;

public class CellMapTests
{
    [Fact]
    public void Append_CellOfAnOlderPosition_LeavesThatPositionWithoutOne()
    {
        var map = new CellMap();
        for (var position = 0; position < 6; position++)
        {
            map.Append(position, position);
        }

        var version = map.Version;
        map.Append(6, 2);

        var row = new float[7];
        map.Gather([10, 11, 12, 13, 14, 15], row);
        Assert.Equal([10, 11, 0, 13, 14, 15, 12], row);
        Assert.True(map.CellOf(2) < 0);
        Assert.Equal(2, map.CellOf(6));
        Assert.Equal(-1, map.FirstCellIfConsecutive(7));
        Assert.NotEqual(version, map.Version);
    }

    [Fact]
    public void Truncate_BehindALostCell_KeepsTheRest()
    {
        var map = new CellMap();
        int[] cells = [4, 5, 6, 5, 7];
        for (var position = 0; position < cells.Length; position++)
        {
            map.Append(position, cells[position]);
        }

        map.Truncate(3);

        var row = new float[3];
        map.Gather([0, 1, 2, 3, 4, 5, 6, 7], row);
        Assert.Equal([4, 0, 6], row);
        Assert.Equal(3, map.Count);
    }
}
