import { Empty } from "../base/states";
import table from "../base/table.module.css";
import { lookup, w } from "../words";
import css from "./directory.module.css";
import type { Change } from "./queries";

/** Changes shows what a change does to an entry, field by field, before beside after. */
export function Changes({ of }: { of: Change[] }) {
  if (of.length === 0) return <Empty title={w.directory.noChange} text={w.directory.noChangeText} />;
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>{w.directory.field}</th>
          <th>{w.directory.before}</th>
          <th>{w.directory.after}</th>
        </tr>
      </thead>
      <tbody>
        {of.map((c) => (
          <tr key={c.field}>
            <td data-name={w.directory.field}>{fieldName(c.field)}</td>
            <td data-name={w.directory.before}>
              <span className={css.was}>{c.before || w.state.none}</span>
            </td>
            <td data-name={w.directory.after}>
              <span className={css.becomes}>{c.after || w.state.none}</span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** fieldName words "team.name" and "text.3.1": the name of the field, or of its group with what of it. */
function fieldName(field: string): string {
  if (Object.hasOwn(w.directory.fields, field)) return lookup(w.directory.fields, field);
  const [group = "", ...rest] = field.split(".");
  const what = rest.join(".");
  return `${lookup(w.directory.fields, group)} ${group === "text" ? `${what} ${lookup(w.directory.section, what)}` : what}`;
}
