import { Button, Textarea, TextInput } from "@mantine/core";
import { w } from "../words";
import css from "./directory.module.css";
import { lines } from "./entry";

type Cell = string | string[] | undefined;

/** Rows edits a list of small records: one line each, lists within a cell by commas; a column of type "area" takes several lines. */
export function Rows<T extends { [K in keyof T]: Cell }>({ name, of, set, make, columns }: { name: string; of: T[]; set: (all: T[]) => void; make: () => T; columns: [key: keyof T & string, label: string, type?: string][] }) {
  const put = (i: number, key: keyof T & string, value: string) => set(of.map((row, k) => (k === i ? { ...row, [key]: Array.isArray(row[key]) ? lines(value) : value } : row)));
  return (
    <>
      {of.map((row, i) => (
        <fieldset key={`${of.length}/${i}`} className={css.group}>
          <legend>
            {name} {i + 1}
          </legend>
          <div className={css.row}>
            {columns.map(([key, label, type]) => {
              const v = row[key] as Cell;
              if (type === "area") return <Textarea key={key} label={label} className={css.area} autosize minRows={2} maxRows={8} maxLength={16384} value={v ?? ""} onChange={(e) => put(i, key, e.currentTarget.value)} />;
              return Array.isArray(v) ? (
                <TextInput key={key} label={label} maxLength={200} defaultValue={v.join(", ")} onBlur={(e) => put(i, key, e.currentTarget.value)} />
              ) : (
                <TextInput key={key} label={label} type={type ?? "text"} maxLength={200} value={v ?? ""} onChange={(e) => put(i, key, e.currentTarget.value)} />
              );
            })}
            <Button variant="default" onClick={() => set(of.filter((_, k) => k !== i))} aria-label={w.directory.removeOne(name, i + 1)}>
              {w.directory.remove}
            </Button>
          </div>
        </fieldset>
      ))}
      <Button variant="default" onClick={() => set([...of, make()])}>
        {w.directory.addOne(name)}
      </Button>
    </>
  );
}
