import { Checkbox, NumberInput, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import { codes } from "../release/ask";
import { tlp } from "../theme/tokens";
import { w } from "../words";
import css from "./agreement.module.css";
import type { Template } from "./queries";

type Parameter = Template["generation"]["parameters"][number];

/** ParameterField asks for one parameter of a template, within the bounds that the template sets. */
export function ParameterField({ of, language, value, set }: { of: Parameter; language: string; value: unknown; set: (v: unknown) => void }) {
  const help = of.help[language];
  const label = of.name.replaceAll("_", " ").replace(/^./, (c) => c.toUpperCase());
  switch (of.type) {
    case "flag":
      return <Checkbox size="xs" label={label} description={help} checked={value === true} onChange={(e) => set(e.currentTarget.checked)} />;
    case "number":
      return <NumberInput size="xs" label={label} description={help} min={of.min ?? 0} {...(of.max === undefined ? {} : { max: of.max })} allowDecimal={false} value={Number(value)} onChange={(v) => set(Number(v))} />;
    case "span":
      return <TextInput label={label} description={[help, w.agreement.span(of.shortest ?? "", of.longest ?? "")].join(". ")} value={String(value)} onChange={(e) => set(e.currentTarget.value.trim().toUpperCase())} />;
    case "tlp":
      return <Select label={label} description={help} data={levels(of.ceiling).map((t) => ({ value: t, label: "TLP:" + t.toUpperCase() }))} value={String(value)} onChange={set} />;
    case "choice":
      return <Select label={label} description={help} data={of.choices ?? []} value={String(value)} onChange={set} />;
    case "list": {
      const chosen = Array.isArray(value) ? value.map(String) : [];
      return (
        <Checkbox.Group label={label} description={help} size="xs" value={chosen} onChange={set}>
          <div className={css.choices}>
            {(of.choices ?? []).map((c: string) => (
              <Checkbox key={c} size="xs" value={c} label={c} />
            ))}
          </div>
        </Checkbox.Group>
      );
    }
    default:
      return <Codes label={label} help={help ?? ""} value={value} set={set} />;
  }
}

/** levels gives the markings up to a ceiling, least strict first. */
function levels(ceiling: string | undefined): string[] {
  const all = Object.keys(tlp).reverse();
  const at = all.indexOf(ceiling ?? "");
  return at < 0 ? all : all.slice(0, at + 1);
}

function Codes({ label, help, value, set }: { label: string; help: string; value: unknown; set: (v: unknown) => void }) {
  const [text, setText] = useState(Array.isArray(value) ? value.join(", ") : "");
  return (
    <TextInput
      label={label}
      description={help}
      value={text}
      onChange={(e) => {
        setText(e.currentTarget.value);
        set(codes(e.currentTarget.value));
      }}
    />
  );
}
