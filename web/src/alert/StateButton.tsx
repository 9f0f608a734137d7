import { Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Confirm } from "../base/Confirm";
import { levels as markings } from "../incident/Fields";
import css from "../incident/incident.module.css";
import { inOwn } from "../warning/standing";
import { lookup, w } from "../words";
import { basesQuery, useStating, type Alerts, type NewLevel } from "./queries";

/** StateButton states our own level, to whom we have told one before and to whom is added. */
export function StateButton({ criteria }: { criteria: Alerts["criteria"] }) {
  const [level, setLevel] = useState("guarded");
  const [criterion, setCriterion] = useState("");
  const [scheme, setScheme] = useState("");
  const [value, setValue] = useState("");
  const [tlp, setTlp] = useState("green");
  const [under, setUnder] = useState<string[]>([]);
  const bases = useQuery(basesQuery).data?.items ?? [];
  const [untold, setUntold] = useState(0);
  const run = useStating((t) => setUntold(t.untold.length));
  const s = w.alert.state;
  const told = [...new Set(bases.flatMap((b) => b.told))].sort();
  const fresh = bases.filter((b) => b.told.length === 0 && b.parties.length > 0);
  const chosen = fresh.filter((b) => under.includes(b.agreement));
  const text = criteria.find((c) => c.level === level)?.text;
  const ready = criterion.trim() !== "" && (scheme.trim() === "") === (value.trim() === "") && told.length + chosen.length > 0;
  const body: NewLevel = {
    level: level as "normal",
    criterion: criterion.trim(),
    tlp,
    ...(scheme.trim() && { scheme: scheme.trim(), value: value.trim() }),
    ...(chosen.length > 0 && { under: chosen.map((b) => ({ agreement: b.agreement, provision: b.provision })) }),
  };
  const done = () => {
    setCriterion("");
    setUnder([]);
  };
  return (
    <>
      {untold > 0 && <p role="status">{s.untold(untold)}</p>}
      <Confirm open={s.open} title={s.title} text={s.text} go={s.do} act={run} args={body} disabled={!ready} onDone={done}>
        <Select label={s.level} data={criteria.map((c) => ({ value: c.level, label: lookup(w.alert.level, c.level) }))} value={level} onChange={(v) => setLevel(v ?? level)} allowDeselect={false} {...(text && { description: inOwn(text) })} />
        <Textarea label={s.criterion} required autosize minRows={2} maxLength={4000} value={criterion} onChange={(e) => setCriterion(e.currentTarget.value)} />
        <div className={css.row}>
          <TextInput label={s.scheme} description={s.schemeText} maxLength={300} value={scheme} onChange={(e) => setScheme(e.currentTarget.value)} />
          {scheme.trim() && <TextInput label={s.value} maxLength={300} value={value} onChange={(e) => setValue(e.currentTarget.value)} />}
        </div>
        <Select label={s.tlp} data={markings.map((l) => ({ value: l, label: `TLP:${l.toUpperCase()}` }))} value={tlp} onChange={(v) => setTlp(v ?? tlp)} allowDeselect={false} />
        {told.length > 0 && <p>{s.told(told.join(", "))}</p>}
        {fresh.length > 0 && (
          <fieldset className={css.set}>
            <legend>{s.tell}</legend>
            <p className={css.soft}>{s.tellText}</p>
            {fresh.map((b) => (
              <Checkbox
                key={b.agreement}
                label={`${b.title}, ${b.provision}: ${b.parties.join(", ")}`}
                checked={under.includes(b.agreement)}
                onChange={() => setUnder(under.includes(b.agreement) ? under.filter((x) => x !== b.agreement) : [...under, b.agreement])}
              />
            ))}
          </fieldset>
        )}
        {told.length + chosen.length === 0 && <p>{s.nobody}</p>}
      </Confirm>
    </>
  );
}
