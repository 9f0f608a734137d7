import { Button, Checkbox, Radio, TextInput } from "@mantine/core";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api, take } from "../base/api";
import { Code } from "../base/page";
import { Failure, Ready } from "../base/states";
import { w } from "../words";
import { eligible, onwardOf, totals, type Passing } from "./ask";
import { Decisions } from "./Decisions";
import css from "./form.module.css";
import { previewQuery, type Ask, type Made, type Preview } from "./queries";

/** ReleaseForm previews, asks to whom and under which condition, states the consequence, and releases. */
export function ReleaseForm({ select, close }: { select: Ask["select"]; close: () => void }) {
  const client = useQueryClient();
  const [passing, setPassing] = useState<Passing>("no");
  const [only, setOnly] = useState("");
  const [chosen, setChosen] = useState<string[] | null>(null);
  const onward = onwardOf(passing, only);
  const query = useQuery({ ...previewQuery({ select, onward }), placeholderData: keepPreviousData });
  const make = useMutation({
    mutationFn: (to: string[]) => take(api.POST("/releases", { body: { select, to, onward } })),
    onSuccess: () => void client.invalidateQueries({ predicate: (q) => ["intel", "release", "ledger"].includes(String(q.queryKey[0])) }),
  });
  if (make.data) return <Done of={make.data} close={close} />;
  return (
    <Ready of={query}>
      {(preview) => {
        const able = eligible(preview.parties);
        const to = (chosen ?? able).filter((p) => able.includes(p));
        const toggle = (party: string) => setChosen(to.includes(party) ? to.filter((p) => p !== party) : [...to, party]);
        return (
          <form
            className={css.form}
            onSubmit={(e) => {
              e.preventDefault();
              if (to.length > 0) make.mutate(to);
            }}
          >
            <fieldset className={css.set}>
              <legend>{w.release.to}</legend>
              <p className={css.soft}>{able.length > 0 ? w.release.some : w.release.none}</p>
              <div className={css.decisions} aria-busy={query.isFetching}>
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
            <Consequence preview={preview} to={to} />
            {make.error && <Failure of={make.error} />}
            <div className={css.buttons}>
              <Button variant="default" onClick={close}>
                {w.state.cancel}
              </Button>
              <Button type="submit" disabled={to.length === 0 || query.isFetching} loading={make.isPending}>
                {to.length > 0 ? w.release.do(to.join(", ")) : w.release.doNone}
              </Button>
            </div>
          </form>
        );
      }}
    </Ready>
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
