import { Checkbox, Radio, Stack as Below, Textarea } from "@mantine/core";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { useSession } from "../base/session";
import { languageName } from "../expert/languages";
import { useOffice } from "../party/office";
import { OfficeSelect } from "../party/OfficeSelect";
import { lookup, w } from "../words";
import css from "./crisis.module.css";
import { useAct, type Proposal } from "./queries";
import { languagesOf } from "./words";

type Side = "join" | "reserve" | "break";
const sides: Side[] = ["join", "reserve", "break"];

interface Position {
  stand: Side | "";
  words: string;
  amends: boolean;
  amendment: Record<string, string>;
}

const nothing: Position = { stand: "", words: "", amends: false, amendment: {} };

const incomplete = (x: Position) => x.stand === "" || (x.stand !== "join" && x.words.trim() === "");

function bodyOf(x: Position) {
  const words = x.words.trim();
  const amendment = Object.fromEntries(Object.entries(x.amendment).filter(([, text]) => text.trim() !== ""));
  return { ...(x.stand !== "" && { stand: x.stand }), ...(words !== "" && { words }), ...(x.stand === "break" && x.amends && Object.keys(amendment).length > 0 && { amendment }) };
}

/** StandButton states what our party says, by an office; where two persons are wanted, what another one has prepared. */
export function StandButton({ of: p }: { of: Proposal }) {
  const own = useSession().user.id;
  const office = useOffice();
  const [x, setX] = useState<Position>(nothing);
  const drafted = p.body.two_persons;
  const run = useAct((_: undefined) => take(api.POST("/crisis/proposals/{id}/stand", { params: { path: { id: p.id } }, body: { ...(drafted ? {} : bodyOf(x)), ...(office.chosen && { office: office.chosen }) } })));
  const a = drafted ? w.crisis.acts.standDrafted : w.crisis.acts.stand;
  const self = drafted && p.draft?.person === own;
  return (
    <Confirm open={a.open} title={a.title} text={a.text} go={a.do} act={run} args={undefined} grave={(drafted ? p.draft?.stand : x.stand) === "break"} disabled={office.chosen === "" || self || (!drafted && incomplete(x))} onDone={() => setX(nothing)}>
      {drafted && p.draft ? (
        <div>
          <p>
            <strong>{lookup(w.crisis.stands, p.draft.stand)}</strong>, {w.crisis.draft.by(p.draft.name)}
          </p>
          {p.draft.words && <p className={css.quote}>{p.draft.words}</p>}
          {languagesOf(p.draft.amendment ?? {}).map((l) => (
            <p key={l} className={css.quote} lang={l}>
              {p.draft?.amendment[l]}
            </p>
          ))}
          {self && <p role="alert">{w.crisis.draft.own}</p>}
        </div>
      ) : (
        <Fields of={p} value={x} set={setX} />
      )}
      <OfficeSelect of={office} />
    </Confirm>
  );
}

/** PrepareButton keeps what a first person would have our party say. */
export function PrepareButton({ of: p }: { of: Proposal }) {
  const [x, setX] = useState<Position>(nothing);
  const run = useAct((_: undefined) => take(api.POST("/crisis/proposals/{id}/prepare", { params: { path: { id: p.id } }, body: bodyOf(x) })));
  const a = w.crisis.acts.prepare;
  return (
    <Confirm open={a.open} title={a.title} text={a.text} go={a.do} act={run} args={undefined} disabled={incomplete(x)} onDone={() => setX(nothing)}>
      <Fields of={p} value={x} set={setX} />
    </Confirm>
  );
}

function Fields({ of: p, value, set }: { of: Proposal; value: Position; set: (x: Position) => void }) {
  const ask = w.crisis.ask;
  const languages = languagesOf(p.text.text);
  const amend = (amends: boolean) => set({ ...value, amends, amendment: amends && Object.keys(value.amendment).length === 0 ? Object.fromEntries(languages.map((l) => [l, p.text.text[l] ?? ""])) : value.amendment });
  return (
    <>
      <Radio.Group label={ask.what} value={value.stand} onChange={(v) => set({ ...value, stand: v as Side })}>
        <Below gap="xs" mt="xs">
          {sides.map((s) => (
            <Radio key={s} value={s} label={lookup(w.crisis.stands, s)} description={lookup(w.crisis.standText, s)} />
          ))}
        </Below>
      </Radio.Group>
      <Textarea label={lookup(ask.words, value.stand || "join")} required={value.stand === "reserve" || value.stand === "break"} autosize minRows={2} maxLength={4000} value={value.words} onChange={(e) => set({ ...value, words: e.currentTarget.value })} />
      {value.stand === "break" && <Checkbox label={ask.amendment} checked={value.amends} onChange={(e) => amend(e.currentTarget.checked)} />}
      {value.stand === "break" && value.amends && languages.map((l) => <Textarea key={l} label={ask.amendmentIn(languageName(l))} lang={l} autosize minRows={3} maxLength={20000} value={value.amendment[l] ?? ""} onChange={(e) => set({ ...value, amendment: { ...value.amendment, [l]: e.currentTarget.value } })} />)}
    </>
  );
}
