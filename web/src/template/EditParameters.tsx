import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { ParameterField } from "../agreement/ParameterField";
import { languageOf } from "../agreement/standing";
import { Panel } from "../base/page";
import { lookup, w } from "../words";
import css from "./edit.module.css";
import { words, type Parameter } from "./edit";
import type { Generation } from "./queries";

const types = ["flag", "tlp", "choice", "list", "parties", "number", "span"] as const;

/** empty is the value that a parameter of a type begins with. */
function empty(type: string): unknown {
  if (type === "flag") return false;
  if (type === "number") return 1;
  if (type === "list" || type === "parties") return [];
  return type === "tlp" ? "green" : "";
}

/** EditParameters asks for what each agreement decides for itself, with its bounds. */
export function EditParameters({ of, set }: { of: Generation; set: (parameters: Parameter[]) => void }) {
  const change = (i: number, x: Partial<Parameter>) => set(of.parameters.map((p, j) => (i === j ? { ...p, ...x } : p)));
  const language = languageOf(of.languages);
  return (
    <Panel title={w.template.parameters} lead={w.template.edit.parametersLead}>
      {of.parameters.map((p, i) => (
        <fieldset key={i} className={css.piece}>
          <legend className="mono">{`{${p.name}}`}</legend>
          <div className={css.row}>
            <TextInput size="xs" label={w.template.edit.paramName} value={p.name} maxLength={50} onChange={(e) => change(i, { name: e.currentTarget.value })} />
            <NativeSelect size="xs" label={w.template.edit.type} value={p.type} onChange={(e) => set(of.parameters.map((x, j) => (i === j ? ({ name: x.name, help: x.help, type: e.currentTarget.value, default: empty(e.currentTarget.value), ...(e.currentTarget.value === "number" && { min: 1, max: 100 }) } as Parameter) : x)))} data={types.map((t) => ({ value: t, label: lookup(w.template.edit.types, t) }))} />
            <Bounds of={p} change={(x) => change(i, x)} />
            {["tlp", "list", "flag"].includes(p.type) && <Checkbox size="xs" label={w.template.varies} checked={p.varies ?? false} onChange={(e) => change(i, { varies: e.currentTarget.checked })} />}
            <Button size="xs" variant="default" onClick={() => set(of.parameters.filter((_, j) => j !== i))}>
              {w.template.edit.dropParameter(p.name)}
            </Button>
          </div>
          <div className={css.sides}>
            {of.languages.map((l) => (
              <TextInput key={l} size="xs" lang={l} label={w.template.edit.helpIn(p.name, l)} value={p.help[l] ?? ""} maxLength={300} onChange={(e) => change(i, { help: { ...p.help, [l]: e.currentTarget.value } })} />
            ))}
          </div>
          <div>
            <p>{w.template.edit.usual}</p>
            <ParameterField key={p.type + (p.choices ?? []).join()} of={p} language={language} value={p.default} set={(v) => change(i, { default: v })} />
          </div>
        </fieldset>
      ))}
      <Button variant="default" onClick={() => set([...of.parameters, { name: `parameter_${of.parameters.length + 1}`, type: "flag", help: Object.fromEntries(of.languages.map((l) => [l, ""])), default: false } as Parameter])}>
        {w.template.edit.addParameter}
      </Button>
    </Panel>
  );
}

function Bounds({ of, change }: { of: Parameter; change: (x: Partial<Parameter>) => void }) {
  const number = (s: string) => Number.parseInt(s, 10) || 0;
  if (of.type === "choice" || of.type === "list") return <TextInput size="xs" label={w.template.edit.choices} defaultValue={(of.choices ?? []).join(", ")} onBlur={(e) => change({ choices: words(e.currentTarget.value) })} />;
  if (of.type === "tlp") return <NativeSelect size="xs" label={w.template.edit.most} value={of.ceiling ?? ""} onChange={(e) => change({ ceiling: e.currentTarget.value })} data={["", "clear", "green", "amber", "amber+strict", "red"]} />;
  if (of.type === "number")
    return (
      <>
        <TextInput size="xs" label={w.template.edit.least} inputMode="numeric" value={String(of.min ?? 0)} onChange={(e) => change({ min: number(e.currentTarget.value) })} />
        <TextInput size="xs" label={w.template.edit.most} inputMode="numeric" value={String(of.max ?? 0)} onChange={(e) => change({ max: number(e.currentTarget.value) })} />
      </>
    );
  if (of.type === "span")
    return (
      <>
        <TextInput size="xs" label={w.template.edit.least} placeholder="P1D" value={of.shortest ?? ""} onChange={(e) => change({ shortest: e.currentTarget.value.trim() })} />
        <TextInput size="xs" label={w.template.edit.most} placeholder="P1Y" value={of.longest ?? ""} onChange={(e) => change({ longest: e.currentTarget.value.trim() })} />
      </>
    );
  return null;
}
