import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Medians for each tool, and each peer's as a multiple of ours. */
final class Table {

    private record Column(String title, ToDoubleFunction<Measurement> value) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("wall s", Measurement::wallSeconds),
            new Column("CPU s", Measurement::cpuSeconds),
            new Column("peak MiB", Measurement::peakMiB),
            new Column("read MiB", Measurement::readMiB));

    private final List<Tool> tools;
    private final List<String> lines = new ArrayList<>();

    Table(List<Tool> tools) {
        this.tools = tools;
    }

    void add(Workload workload, Map<Tool, List<Measurement>> measured) {
        Tool ours = tools.getFirst();
        StringBuilder row = new StringBuilder();
        for (Tool tool : tools) {
            row.append("%-12s %-10s".formatted(workload.label(), tool.name()));
            for (Column column : COLUMNS) {
                double value = Measurement.median(measured.get(tool), column.value());
                row.append(" %10.2f".formatted(value));
                row.append(
                        tool == ours
                                ? "        "
                                : " %6.2fx".formatted(value / Measurement.median(measured.get(ours), column.value())));
            }
            row.append('\n');
        }
        lines.add(row.toString());
    }

    String lastRow() {
        return lines.getLast();
    }

    @Override
    public String toString() {
        StringBuilder head = new StringBuilder("%-12s %-10s".formatted("workload", "tool"));
        COLUMNS.forEach(column -> head.append(" %10s        ".formatted(column.title())));
        return head + "\n" + String.join("", lines);
    }
}
