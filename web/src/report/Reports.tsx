import { Button, NativeSelect, Radio, SegmentedControl, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect, useState, type FormEvent } from "react";
import { DownIcon } from "../base/icons";
import { Page, Panel } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Failure, Loading } from "../base/states";
import { partiesQuery } from "../federation/queries";
import { tlp } from "../theme/tokens";
import { w } from "../words";
import { fetchReport, saveFile, type Wanted } from "./document";
import { dayOf, daysBack } from "./queries";
import css from "./report.module.css";

const lengths: Record<string, number> = { today: 1, week: 7, month: 30, quarter: 90 };

/** Reports makes a situation report or a report on one party, shows it, and hands it out as a file. */
export function Reports() {
  const may = useMay("report.make");
  const parties = useQuery(partiesQuery);
  const others = (parties.data?.items ?? []).filter((p) => !p.self);
  const [kind, setKind] = useState("situation");
  const [chosen, setChosen] = useState("");
  const [span, setSpan] = useState("week");
  const [own, setOwn] = useState(() => ({ from: daysBack(7, new Date()), to: dayOf(new Date()) }));
  const [ceiling, setCeiling] = useState("");
  const [lang, setLang] = useState(w.locale.slice(0, 2));
  const party = kind === "party" ? chosen || (others[0]?.code ?? "") : "";
  const days = span === "own" ? own : { from: daysBack(lengths[span] ?? 7, new Date()), to: dayOf(new Date()) };
  const wanted: Wanted = { party, ...days, ceiling, lang };
  const good = days.from !== "" && days.to !== "" && days.from <= days.to && (kind === "situation" || party !== "");

  const preview = useMutation({ mutationFn: (of: Wanted) => fetchReport(of, "html") });
  const file = useMutation({
    mutationFn: async ({ of, format }: { of: Wanted; format: "html" | "pdf" }) => saveFile(await fetchReport(of, format)),
  });
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (good) preview.mutate(wanted);
  };
  if (!may) {
    return (
      <Page title={w.report.title} lead={w.report.lead}>
        <Empty title={w.report.title} text={w.report.denied} />
      </Page>
    );
  }
  return (
    <Page title={w.report.title} lead={w.report.lead}>
      <form className={css.form} onSubmit={submit}>
        <Radio.Group label={w.report.kind} value={kind} onChange={setKind} size="xs">
          <div className={css.kinds}>
            <Radio size="xs" classNames={{ description: css.described ?? "" }} value="situation" label={w.report.situation} description={w.report.situationText} />
            <Radio size="xs" classNames={{ description: css.described ?? "" }} value="party" label={w.report.party} description={others.length > 0 ? w.report.partyText : w.report.noParty} disabled={others.length === 0} />
          </div>
        </Radio.Group>
        <div className={css.fields}>
          {kind === "party" && <NativeSelect size="xs" label={w.report.which} value={party} onChange={(e) => setChosen(e.currentTarget.value)} data={others.map((p) => ({ value: p.code, label: `${p.code} ${p.name}` }))} />}
          <div>
            <span className={css.label} id="period">
              {w.report.period}
            </span>
            <SegmentedControl size="xs" aria-labelledby="period" value={span} onChange={setSpan} data={Object.entries(w.report.periods).map(([value, label]) => ({ value, label }))} className={css.periods} />
          </div>
          {span === "own" && (
            <>
              <TextInput type="date" label={w.report.from} value={own.from} max={own.to} onChange={(e) => setOwn({ ...own, from: e.currentTarget.value })} />
              <TextInput type="date" label={w.report.to} value={own.to} min={own.from} onChange={(e) => setOwn({ ...own, to: e.currentTarget.value })} error={days.from > days.to ? w.report.badPeriod : undefined} />
            </>
          )}
          <NativeSelect size="xs" label={w.report.ceiling} value={ceiling} onChange={(e) => setCeiling(e.currentTarget.value)} data={[{ value: "", label: w.report.anyCeiling }, ...Object.keys(tlp).map((t) => ({ value: t, label: "TLP:" + t.toUpperCase() }))]} />
          <NativeSelect size="xs" label={w.report.lang} value={lang} onChange={(e) => setLang(e.currentTarget.value)} data={Object.entries(w.report.langs).map(([value, label]) => ({ value, label }))} />
        </div>
        <p className={css.soft}>{w.report.ceilingHint}</p>
        <div className={css.buttons}>
          <Button type="submit" disabled={!good} loading={preview.isPending}>
            {w.report.preview}
          </Button>
          <Button variant="default" leftSection={<DownIcon size={15} />} disabled={!good} loading={file.isPending && file.variables.format === "pdf"} onClick={() => file.mutate({ of: wanted, format: "pdf" })}>
            {w.report.pdf}
          </Button>
          <Button variant="default" leftSection={<DownIcon size={15} />} disabled={!good} loading={file.isPending && file.variables.format === "html"} onClick={() => file.mutate({ of: wanted, format: "html" })}>
            {w.report.html}
          </Button>
        </div>
        <p className={css.soft}>{w.report.made}</p>
      </form>
      {file.error && <Failure of={file.error} />}
      <Panel title={w.report.preview} flush>
        {preview.error ? <Failure of={preview.error} /> : preview.data ? <Shown of={preview.data.bytes} /> : preview.isPending ? <Loading /> : <Empty title={w.report.none} text={w.report.noneText} />}
      </Panel>
    </Page>
  );
}

/** Shown is the document in a frame of its own in which nothing can run. */
function Shown({ of }: { of: Blob }) {
  const [url, setUrl] = useState("");
  useEffect(() => {
    const made = URL.createObjectURL(of);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [of]);
  return url === "" ? <Loading /> : <iframe className={css.frame} src={url} title={w.report.frame} sandbox="" />;
}
