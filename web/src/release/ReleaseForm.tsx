import { Button, Checkbox, Radio, Textarea, TextInput } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, take } from "../base/api";
import { Code } from "../base/page";
import { useMay } from "../base/session";
import { Failure, Ready } from "../base/states";
import { w } from "../words";
import { eligible, onwardOf, totals, type Passing } from "./ask";
import { Decisions } from "./Decisions";
import css from "./form.module.css";
import { previewQuery, type Ask, type Made, type Preview } from "./queries";
import { Redact } from "./Redact";

/** ReleaseForm previews, asks to whom and under which condition, states the consequence, and releases or puts forward. */
export function ReleaseForm({ select: asked, close }: { select: Ask["select"]; close: () => void }) {
  const client = useQueryClient();
  const mayMake = useMay("release.make");
  const mayPut = useMay("release.draft");
  const mayRedact = useMay("intel.redact");
  const [copies, setCopies] = useState<{ ids: string[]; copied: number } | null>(null);
  const [redacting, setRedacting] = useState(false);
  const [passing, setPassing] = useState<Passing>("no");
  const [only, setOnly] = useState("");
  const [note, setNote] = useState("");
  const [chosen, setChosen] = useState<string[] | null>(null);
  const select: Ask["select"] = copies ? { ids: copies.ids } : asked;
  const onward = onwardOf(passing, only);
  const query = useQuery({ ...previewQuery({ select, onward }), placeholderData: keepPreviousData });
  const renew = () => void client.invalidateQueries({ predicate: (q) => ["intel", "release", "ledger"].includes(String(q.queryKey[0])) });
  const make = useMutation({ mutationFn: (to: string[]) => take(api.POST("/releases", { body: { select, to, onward } })), onSuccess: renew });
  const put = useMutation({ mutationFn: (to: string[]) => take(api.POST("/release-drafts", { body: { select, to, onward, note } })), onSuccess: renew });
  if (make.data) return <Done of={make.data} close={close} />;
  if (put.data) return <Waits id={put.data.id} close={close} />;
  return (
    <Ready of={query}>
      {(preview) => {
        const able = eligible(preview.parties);
        const to = (chosen ?? able).filter((p) => able.includes(p));
        const toggle = (party: string) => setChosen(to.includes(party) ? to.filter((p) => p !== party) : [...to, party]);
        const alone = mayMake && !preview.second_person;
        const none = to.length === 0 || query.isFetching;
        return (
          <form
            className={css.form}
            onSubmit={(e) => {
              e.preventDefault();
              if (to.length > 0) (alone ? make : put).mutate(to);
            }}
          >
            {copies ? (
              <div className={css.made} role="status">
                <span>{w.redact.made(w.intel.objects(copies.copied))}</span>
                <Button variant="subtle" onClick={() => setCopies(null)}>
                  {w.redact.undo}
                </Button>
              </div>
            ) : (
              redacting && (
                <Redact
                  select={asked}
                  onCopied={(ids, copied) => {
                    setCopies({ ids, copied });
                    setRedacting(false);
                  }}
                />
              )
            )}
            <fieldset className={css.set}>
              <legend>{w.release.to}</legend>
              <p className={css.soft}>{able.length > 0 ? w.release.some : w.release.none}</p>
              <div className={css.decisions} aria-busy={query.isFetching} tabIndex={0} role="group" aria-label={w.release.to}>
                <Decisions
                  of={preview.parties}
                  lead={(p) => <Checkbox size="xs" aria-label={p.party} checked={to.includes(p.party)} disabled={p.permit === 0} onChange={() => toggle(p.party)} />}
                />
              </div>
            </fieldset>
            <Radio.Group label={w.release.onward} value={passing} onChange={(v) => setPassing(v as Passing)} size="xs">
              <div className={css.radios}>
                <Radio size="xs" value="no" label={w.release.onwardNo} />
                <Radio size="xs" value="yes" label={w.release.onwardYes} />
                <Radio size="xs" value="only" label={w.release.onwardTo} />
                {passing === "only" && <TextInput aria-label={w.release.onwardHint} placeholder={w.release.onwardHint} value={only} onChange={(e) => setOnly(e.currentTarget.value)} className={css.only} />}
              </div>
            </Radio.Group>
            {!alone && (
              <div className={css.consequence}>
                <p>{preview.second_person ? w.desk.secondPerson : w.desk.onlyPut}</p>
                <Textarea label={w.desk.putForwardNote} autosize minRows={2} maxLength={2000} value={note} onChange={(e) => setNote(e.currentTarget.value)} />
              </div>
            )}
            {alone && <Consequence preview={preview} to={to} />}
            {(make.error || put.error) && <Failure of={make.error ?? put.error} />}
            <div className={css.buttons}>
              {mayRedact && !copies && !redacting && (
                <Button variant="subtle" onClick={() => setRedacting(true)}>
                  {w.redact.open}
                </Button>
              )}
              <Button variant="default" onClick={close}>
                {w.state.cancel}
              </Button>
              {alone && mayPut && (
                <Button variant="default" disabled={none} loading={put.isPending} onClick={() => put.mutate(to)}>
                  {w.desk.putForward}
                </Button>
              )}
              <Button type="submit" disabled={none} loading={make.isPending || (!alone && put.isPending)}>
                {to.length === 0 ? (alone ? w.release.doNone : w.desk.putForward) : alone ? w.release.do(to.join(", ")) : w.desk.putForwardTo(to.join(", "))}
              </Button>
            </div>
          </form>
        );
      }}
    </Ready>
  );
}

/** Waits says that nothing has left yet, and where to find it. */
function Waits({ id, close }: { id: string; close: () => void }) {
  return (
    <div className={css.form} role="status">
      <p>
        <strong>{w.desk.putDone}</strong> {w.desk.putDoneText}
      </p>
      <div className={css.buttons}>
        <Link to="/releases/drafts/$id" params={{ id }} onClick={close}>
          {w.desk.toDraft}
        </Link>
        <Button onClick={close}>{w.state.close}</Button>
      </div>
    </div>
  );
}

function Consequence({ preview, to }: { preview: Preview; to: string[] }) {
  if (to.length === 0) return null;
  const { leaving, refused } = totals(preview.parties, to);
  return (
    <div className={css.consequence} role="status">
      <p>
        <strong>{w.release.consequence(w.intel.objects(leaving), to.join(", "))}</strong> {refused > 0 && w.release.refusedTail(w.intel.objects(refused))}
      </p>
      <p>{w.release.consequenceTail}</p>
    </div>
  );
}

function Done({ of, close }: { of: Made; close: () => void }) {
  return (
    <div className={css.form} role="status">
      <p>
        <strong>{w.release.done}.</strong> {w.release.doneText}
      </p>
      <ul className={css.result}>
        {of.parties.map((p) => (
          <li key={p.party}>
            <Code>{p.party}</Code>
            <span>
              {w.release.released(w.number(p.permit))}
              {p.refuse > 0 && `, ${w.release.refused(w.number(p.refuse))}`}
            </span>
          </li>
        ))}
      </ul>
      <div className={css.buttons}>
        <Link to="/releases/$id" params={{ id: of.id }} onClick={close}>
          {w.release.page} {of.id.slice(0, 8)}…
        </Link>
        <Button onClick={close}>{w.state.close}</Button>
      </div>
    </div>
  );
}
