import { Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { listQuery } from "../assist/queries";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Cut, Panel, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { When } from "../base/time";
import { objectQuery } from "../intel/queries";
import { lookup, w } from "../words";
import { bodyOf, quiet, SayingFields, type Saying } from "./Fields";
import css from "./incident.module.css";
import { termsQuery, useAct, type Entry, type Room } from "./queries";
import { others } from "./standing";

/** useSaying keeps how an entry is written. */
const useSaying = () => useState<Saying>(quiet);

/** Ours marks what nobody else has. */
const Ours = ({ of, room }: { of: Entry; room: Room }) => (room.shared && of.ours ? <span className={css.ours}>{w.incident.oursOnly}</span> : null);

/** Links shows what the incident links, and of objects where they have gone. */
export function Links({ of }: { of: Room }) {
  const own = useSession().party.code;
  const may = useMay("incident.write") && of.state !== "closed";
  const l = w.incident.links;
  return (
    <Panel title={l.title} lead={l.lead} actions={may && <AddLink of={of} />}>
      {of.linked.length === 0 ? (
        <p className={css.soft}>{l.empty}</p>
      ) : (
        <ul className={css.list}>
          {of.linked.map((x) => (
            <li key={x.ref}>
              <div className={css.head}>
                <Named of={x} />
                <Ours of={x} room={of} />
              </div>
              {x.text && <p className={css.text}>{x.text}</p>}
              {x.to === "object" && (
                <div className={css.head}>
                  <State tone={x.here ? "good" : "plain"}>{x.here ? l.here : l.notHere}</State>
                  {x.here &&
                    others(of, own).map((p) =>
                      x.released[p] ? (
                        <span key={p}>
                          {l.released(p)} <When at={x.released[p]} />
                        </span>
                      ) : (
                        <span key={p} className={css.soft}>
                          {l.notReleased(p)}
                        </span>
                      ),
                    )}
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

/** Named shows what is linked by its name where this node holds it, else by the id that was given. */
function Named({ of: x }: { of: Room["linked"][number] }) {
  const id = x.id ?? "";
  const object = useQuery({ ...objectQuery(id), enabled: x.to === "object" && x.here });
  const mayAssist = useMay("assist.read");
  const requests = useQuery({ ...listQuery, enabled: x.to === "request" && mayAssist });
  if (x.to === "object")
    return x.here ? (
      <Link to="/intel/$id" params={{ id }}>
        {object.data?.object.name || id}
      </Link>
    ) : (
      <span>{id}</span>
    );
  const request = requests.data?.items.find((r) => r.id === id);
  return (
    <>
      {lookup(w.incident.links.kinds, x.to ?? "")}{" "}
      {request ? (
        <Link to="/assistance/$id" params={{ id }}>
          {request.title}
        </Link>
      ) : (
        <Cut value={id} />
      )}
    </>
  );
}

function AddLink({ of }: { of: Room }) {
  const [to, setTo] = useState<"object" | "request" | "decision">("object");
  const [id, setId] = useState("");
  const [text, setText] = useState("");
  const [saying, setSaying] = useSaying();
  const run = useAct((_: undefined) => take(api.POST("/incidents/{id}/links", { params: { path: { id: of.id } }, body: { ...bodyOf(saying), to, id: id.trim(), ...(text.trim() && { text: text.trim() }) } })));
  const l = w.incident.links;
  return (
    <Confirm open={l.open} title={l.ask} text={l.text} go={l.do} act={run} args={undefined} disabled={id.trim() === ""} onDone={() => (setId(""), setText(""))}>
      <Select label={l.to} data={(["object", "request", "decision"] as const).map((k) => ({ value: k, label: lookup(l.kinds, k) }))} value={to} onChange={(v) => setTo((v ?? "object") as "object")} allowDeselect={false} />
      <TextInput label={l.id} maxLength={300} data-autofocus value={id} onChange={(e) => setId(e.currentTarget.value)} />
      <Textarea label={l.why} autosize maxLength={10000} value={text} onChange={(e) => setText(e.currentTarget.value)} />
      <SayingFields of={of} value={saying} set={setSaying} />
    </Confirm>
  );
}

/** Entities shows whom the incident affects; a true name behind an alias is shown to our own people alone. */
export function Entities({ of }: { of: Room }) {
  const may = useMay("incident.write") && of.state !== "closed";
  const all = of.entries.filter((e) => e.act === "affected");
  return (
    <Panel title={w.incident.entities.title} actions={may && <AddEntity of={of} />}>
      {all.length === 0 ? (
        <p className={css.soft}>{w.incident.entities.empty}</p>
      ) : (
        <ul className={css.list}>
          {all.map((e) => (
            <li key={e.ref}>
              <div className={css.head}>
                <span className={css.strong}>{e.label}</span>
                {e.name && (
                  <span className={css.ours} title={w.incident.entities.nameText}>
                    {e.name}
                  </span>
                )}
                {e.sector && <span className={css.soft}>{lookup(w.terms.sector, e.sector)}</span>}
                <Ours of={e} room={of} />
              </div>
              {e.text && <p className={css.text}>{e.text}</p>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function AddEntity({ of }: { of: Room }) {
  const terms = useQuery(termsQuery);
  const [label, setLabel] = useState("");
  const [alias, setAlias] = useState(false);
  const [name, setName] = useState("");
  const [sector, setSector] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [saying, setSaying] = useSaying();
  const run = useAct((_: undefined) =>
    take(api.POST("/incidents/{id}/entities", { params: { path: { id: of.id } }, body: { ...bodyOf(saying), label: label.trim(), ...(alias && { alias }), ...(alias && name.trim() && { name: name.trim() }), ...(sector && { sector }), ...(text.trim() && { text: text.trim() }) } })),
  );
  const e = w.incident.entities;
  const clear = () => {
    setLabel("");
    setName("");
    setText("");
  };
  return (
    <Confirm open={e.open} title={e.ask} text={e.text} go={e.do} act={run} args={undefined} disabled={label.trim() === ""} onDone={clear}>
      <TextInput label={e.label} maxLength={300} data-autofocus value={label} onChange={(x) => setLabel(x.currentTarget.value)} />
      <Checkbox label={e.alias} checked={alias} onChange={(x) => setAlias(x.currentTarget.checked)} />
      {alias && <TextInput label={e.name} description={e.nameText} maxLength={300} value={name} onChange={(x) => setName(x.currentTarget.value)} />}
      <Select label={e.sector} data={(terms.data?.sectors ?? []).map((s) => ({ value: s, label: lookup(w.terms.sector, s) }))} value={sector} onChange={setSector} searchable clearable clearButtonProps={{ "aria-label": w.state.close }} />
      <Textarea label={e.how} autosize maxLength={10000} value={text} onChange={(x) => setText(x.currentTarget.value)} />
      <SayingFields of={of} value={saying} set={setSaying} />
    </Confirm>
  );
}

/** Evidence shows where what proves lies. */
export function Evidence({ of }: { of: Room }) {
  const may = useMay("incident.write") && of.state !== "closed";
  const all = of.entries.filter((e) => e.act === "evidenced");
  return (
    <Panel title={w.incident.evidence.title} actions={may && <AddEvidence of={of} />}>
      {all.length === 0 ? (
        <p className={css.soft}>{w.incident.evidence.empty}</p>
      ) : (
        <ul className={css.list}>
          {all.map((e) => (
            <li key={e.ref}>
              <div className={css.head}>
                <span className={css.strong}>{e.label}</span>
                <span>{e.where}</span>
                <Ours of={e} room={of} />
              </div>
              {e.sha256 && <Cut value={e.sha256} />}
              {e.text && <p className={css.text}>{e.text}</p>}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function AddEvidence({ of }: { of: Room }) {
  const [label, setLabel] = useState("");
  const [where, setWhere] = useState("");
  const [sha256, setSum] = useState("");
  const [text, setText] = useState("");
  const [saying, setSaying] = useSaying();
  const run = useAct((_: undefined) =>
    take(api.POST("/incidents/{id}/evidence", { params: { path: { id: of.id } }, body: { ...bodyOf(saying), label: label.trim(), ...(where.trim() && { where: where.trim() }), ...(sha256.trim() && { sha256: sha256.trim().toLowerCase() }), ...(text.trim() && { text: text.trim() }) } })),
  );
  const e = w.incident.evidence;
  const clear = () => {
    setLabel("");
    setWhere("");
    setSum("");
    setText("");
  };
  return (
    <Confirm open={e.open} title={e.ask} text={e.text} go={e.do} act={run} args={undefined} disabled={label.trim() === ""} onDone={clear}>
      <TextInput label={e.label} maxLength={300} data-autofocus value={label} onChange={(x) => setLabel(x.currentTarget.value)} />
      <TextInput label={e.where} maxLength={300} value={where} onChange={(x) => setWhere(x.currentTarget.value)} />
      <TextInput label={e.sha256} maxLength={64} value={sha256} onChange={(x) => setSum(x.currentTarget.value)} />
      <Textarea label={e.more} autosize maxLength={10000} value={text} onChange={(x) => setText(x.currentTarget.value)} />
      <SayingFields of={of} value={saying} set={setSaying} />
    </Confirm>
  );
}
