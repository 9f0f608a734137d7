import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { lookup, w } from "../words";
import css from "./edit.module.css";
import { fixed, forms, known, taken, withFixed, withTaken, words, type Parameter, type Provision } from "./edit";
import type { Kind } from "./queries";

/** EditProvision asks for one rule of a clause: its kind, and each of its terms as a value or as a parameter that gives it. */
export function EditProvision({ of, kinds, parameters, set, drop }: { of: Provision; kinds: Kind[]; parameters: Parameter[]; set: (p: Provision) => void; drop: () => void }) {
  const kind = kinds.find((k) => k.kind === of.kind);
  return (
    <fieldset className={css.piece}>
      <legend>{w.template.edit.provision(of.id)}</legend>
      <div className={css.row}>
        <TextInput size="xs" label={w.template.edit.id} value={of.id} maxLength={50} onChange={(e) => set({ ...of, id: e.currentTarget.value })} />
        <NativeSelect
          size="xs"
          label={w.template.edit.kind}
          value={of.kind}
          onChange={(e) => set({ id: of.id, kind: e.currentTarget.value } as Provision)}
          data={kinds.map((k) => ({ value: k.kind, label: lookup(w.agreement.kind, k.kind) }))}
        />
        <Button size="xs" variant="default" onClick={drop}>
          {w.template.edit.dropProvision(of.id)}
        </Button>
      </div>
      {kind && (
        <div className={css.terms}>
          {[...kind.needs, ...kind.may].map((term) => (
            <Term key={term} of={of} term={term} needed={kind.needs.includes(term)} parameters={parameters} set={set} />
          ))}
        </div>
      )}
    </fieldset>
  );
}

function Term({ of, term, needed, parameters, set }: { of: Provision; term: string; needed: boolean; parameters: Parameter[]; set: (p: Provision) => void }) {
  const param = taken(of, term);
  const name = lookup(w.agreement.term, term);
  return (
    <div>
      <NativeSelect
        size="xs"
        label={`${name}${needed ? " *" : ""}`}
        value={param}
        onChange={(e) => set(withTaken(of, term, e.currentTarget.value))}
        data={[{ value: "", label: w.template.edit.fixed }, ...parameters.map((p) => ({ value: p.name, label: `{${p.name}}` }))]}
      />
      {param === "" && <Fixed label={w.template.edit.valueOf(name)} term={term} value={fixed(of, term)} set={(v) => set(withFixed(of, term, v))} />}
    </div>
  );
}

function Fixed({ label, term, value, set }: { label: string; term: string; value: unknown; set: (v: unknown) => void }) {
  const form = forms[term];
  if (form === "flag") return <Checkbox size="xs" mt={6} label={label} checked={value === true} onChange={(e) => set(e.currentTarget.checked)} />;
  if (form === "number") return <TextInput size="xs" mt={4} aria-label={label} inputMode="numeric" value={value === undefined ? "" : String(value)} onChange={(e) => set(Number.parseInt(e.currentTarget.value, 10) || undefined)} />;
  if (form === "words") {
    const held = Array.isArray(value) ? value.map(String) : [];
    const choose = known(term);
    if (choose)
      return (
        <Checkbox.Group size="xs" aria-label={label} value={held} onChange={set}>
          <div className={css.row}>
            {choose.map((c) => (
              <Checkbox key={c} size="xs" mt={6} value={c} label={c} />
            ))}
          </div>
        </Checkbox.Group>
      );
    return <TextInput size="xs" mt={4} aria-label={label} defaultValue={held.join(", ")} onBlur={(e) => set(words(e.currentTarget.value))} />;
  }
  if (form === undefined || form === "span") return <TextInput size="xs" mt={4} aria-label={label} placeholder="P30D" value={value === undefined ? "" : String(value)} onChange={(e) => set(e.currentTarget.value.trim())} />;
  return <NativeSelect size="xs" mt={4} aria-label={label} value={value === undefined ? "" : String(value)} onChange={(e) => set(e.currentTarget.value)} data={["", ...form]} />;
}
