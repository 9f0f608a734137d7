import { Button, Checkbox, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { api, take } from "../base/api";
import { Page, Panel } from "../base/page";
import { Empty, Failure, Ready } from "../base/states";
import { w } from "../words";
import css from "./crisis.module.css";
import { bodiesQuery, useAct, type CrisisBody } from "./queries";
import { bodyOf, lacks, TextFields, type Writing } from "./TextForm";

const markings = ["clear", "green", "amber", "amber+strict", "red"];

/** NewPage brings a text before a body. */
export function NewPage() {
  const query = useQuery(bodiesQuery);
  return (
    <Page title={w.crisis.form.title} above={<Link to="/crisis">{w.crisis.title}</Link>} lead={w.crisis.form.lead}>
      <Ready of={query}>
        {({ items }) => {
          const [first] = items;
          return first ? (
            <Form bodies={items} first={first} />
          ) : (
            <Empty title={w.crisis.noBody} text={w.crisis.noBodyText}>
              <Link to="/agreements">{w.crisis.toAgreements}</Link>
            </Empty>
          );
        }}
      </Ready>
    </Page>
  );
}

const keyOf = (b: CrisisBody) => `${b.agreement} ${b.provision}`;

/** begin is a text with nothing written yet; a body that decides by silence begins with it. */
const begin = (b: CrisisBody): Writing => ({ level: b.levels[0]?.name ?? "", mode: b.modes.includes("silence") ? "silence" : (b.modes[0] ?? ""), title: {}, text: {}, annexes: [], incident: "", requests: [], objects: [], effects: [], why: "", rehearsal: false });

function Form({ bodies, first }: { bodies: CrisisBody[]; first: CrisisBody }) {
  const f = w.crisis.form;
  const navigate = useNavigate();
  const [chosen, choose] = useState(keyOf(first));
  const body = bodies.find((b) => keyOf(b) === chosen) ?? first;
  const [x, setX] = useState<Writing>(begin(first));
  const [tlp, setTlp] = useState("amber");
  const [tried, setTried] = useState(false);
  const run = useAct((_: undefined) => take(api.POST("/crisis/proposals", { body: { agreement: body.agreement, provision: body.provision, tlp, ...bodyOf(x) } })));
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setTried(true);
    if (!lacks(x)) run.mutate(undefined, { onSuccess: (p) => void navigate({ to: "/crisis/$id", params: { id: p.id } }) });
  };
  const change = (key: string) => {
    const b = bodies.find((o) => keyOf(o) === key) ?? first;
    choose(key);
    setX((was) => ({ ...was, ...(b.modes.some((m) => m === was.mode) ? {} : { mode: begin(b).mode }), effects: was.effects.filter((e) => b.effects.includes(e.kind)) }));
  };
  return (
    <Panel title={w.crisis.text.title}>
      <form className={css.form} onSubmit={submit} noValidate>
        <div className={css.grid}>
          <NativeSelect label={f.body} value={chosen} onChange={(e) => change(e.currentTarget.value)} data={bodies.map((b) => ({ value: keyOf(b), label: `${b.name}, ${b.agreement_title}` }))} />
          <NativeSelect label={f.marking} description={f.markingText} value={tlp} onChange={(e) => setTlp(e.currentTarget.value)} data={markings.map((m) => ({ value: m, label: `TLP:${m.toUpperCase()}` }))} />
        </div>
        <TextFields value={x} set={(c) => setX((was) => ({ ...was, ...c }))} body={body} levels={body.levels.map((l) => l.name)} />
        <Checkbox label={w.crisis.rehearsal.label} description={w.crisis.rehearsal.text} checked={x.rehearsal} onChange={(e) => setX({ ...x, rehearsal: e.currentTarget.checked })} />
        {tried && lacks(x) && <p role="alert">{f.needText}</p>}
        {run.error && <Failure of={run.error} />}
        <div className={css.buttons}>
          <Button type="submit" loading={run.isPending}>
            {f.go}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
