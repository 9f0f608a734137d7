import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { Arrived } from "../base/Arrived";
import { Page, Panel, Stack, State } from "../base/page";
import { useMay, useSession } from "../base/session";
import { Failure, Ready } from "../base/states";
import { When } from "../base/time";
import { lookup, w } from "../words";
import css from "./assist.module.css";
import { roomQuery } from "../incident/queries";
import { drawn } from "./drawn";
import { fieldId } from "./fields";
import { Going } from "./Going";
import { draftQuery, draftsQuery, type Draft, type Request } from "./queries";
import { fresh } from "./request";
import { Sections } from "./Sections";
import { useWriting } from "./useWriting";

/** NewDraft begins a request; from its first word on it is kept, and its address names it. */
export function NewDraft() {
  const { draft, incident } = useSearch({ from: "/inside/assistance/new" });
  const own = useSession().party.code;
  const navigate = useNavigate();
  const room = useQuery({ ...roomQuery(incident ?? ""), enabled: incident !== undefined && draft === undefined });
  const query = useQuery({ ...draftQuery(draft ?? ""), enabled: draft !== undefined });
  const before = useQuery(draftsQuery);
  const made = (id: string) => void navigate({ to: "/assistance/new", search: { draft: id }, replace: true });
  if (draft !== undefined && !query.data) return <Ready of={query}>{() => null}</Ready>;
  if (incident !== undefined && draft === undefined && !room.data) return <Ready of={room}>{() => null}</Ready>;
  return <Ready of={before}>{(data) => <Shown of={query.data ?? null} drafts={data.items} known={room.data ? drawn(room.data, own) : {}} made={made} />}</Ready>;
}

/** DraftPage shows a request that is not lodged yet. */
export function DraftPage() {
  const { id } = useParams({ from: "/inside/assistance/drafts/$id" });
  const query = useQuery(draftQuery(id));
  return (
    <Arrived kind={w.assist.draft} of={query}>
      {(data) => <Shown key={data.id} of={data} drafts={[]} known={{}} made={() => undefined} />}
    </Arrived>
  );
}

function Shown({ of, drafts, known, made }: { of: Draft | null; drafts: Draft[]; known: Partial<Request>; made: (id: string) => void }) {
  const may = useMay("assist.request");
  const [start] = useState(() => of?.request ?? { ...fresh(new Date(), drafts, w.assist.usual), ...known });
  const [again, setAgain] = useState(0);
  const settled = of !== null && (of.state === "authorised" || of.state === "lodged") && again !== of.version;
  const writing = useWriting(of, start, made);
  const missing = of?.missing ?? [];
  const closed = !may || settled;
  return (
    <Page title={writing.request.title || w.assist.draftNew} lead={of ? <DraftStanding of={of} /> : w.assist.draftLead} above={<Link to="/assistance">{w.assist.title}</Link>}>
      <Stack>
        <div className={css.saving} role="status">
          <span>{writing.error ? w.assist.save.failed : writing.dirty ? w.assist.save.writing : of ? w.assist.save.kept : w.assist.save.none}</span>
          {of && missing.length > 0 && (
            <span className={css.missing}>
              {w.assist.missing}
              {missing.map((m) => (
                <button key={m} type="button" onClick={() => document.getElementById(fieldId(m))?.focus()}>
                  {lookup(w.assist.field, m)}
                </button>
              ))}
            </span>
          )}
          {of && missing.length === 0 && of.state === "draft" && <State tone="good">{w.assist.complete}</State>}
        </div>
        {writing.error && <Failure of={writing.error} retry={writing.again} />}
        <Panel title={w.assist.request}>
          <Sections of={writing.request} set={writing.set} closed={closed} missing={missing} />
        </Panel>
        {of && <Going of={of} dirty={writing.dirty} change={settled && of.state !== "lodged" && may ? () => setAgain(of.version) : undefined} />}
      </Stack>
    </Page>
  );
}

/** DraftStanding says where a draft stands and who wrote and judged it. */
export function DraftStanding({ of }: { of: Draft }) {
  return (
    <span>
      <State tone={of.state === "returned" ? "bad" : of.state === "authorised" ? "good" : "plain"}>{lookup(w.assist.draftState, of.state)}</State> {w.assist.writtenBy(of.editor_name)} <When at={of.changed} />
      {of.judge_name && (
        <>
          {" · "}
          {of.state === "returned" ? w.assist.returnedBy(of.judge_name) : w.assist.authorisedBy(of.judge_name)} <When at={of.judged} />
        </>
      )}
      {of.reason && <span className={css.said}> {of.reason}</span>}
    </span>
  );
}
