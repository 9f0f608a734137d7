import { Checkbox, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, take } from "../base/api";
import { Panel, State, type Tone } from "../base/page";
import { Empty, Ready } from "../base/states";
import { w } from "../words";
import css from "./admin.module.css";
import { AdminPage } from "./AdminPage";
import { clock } from "./amount";
import type { Level, LogLine } from "./queries";

const tones: Record<Level, Tone> = { debug: "plain", info: "plain", warn: "warn", error: "bad" };

/** Logs shows the last lines of the node's own log and follows it. */
export function Logs() {
  const [level, setLevel] = useState<Level>("info");
  const [follow, setFollow] = useState(true);
  const [text, setText] = useState("");
  const logs = useQuery({
    queryKey: ["nodelog", level],
    queryFn: ({ signal }) => take(api.GET("/node/logs", { params: { query: { level } }, signal })),
    refetchInterval: follow ? 2_000 : false,
  });
  const wanted = text.trim().toLowerCase();
  const fits = (l: LogLine) => wanted === "" || [l.message, ...l.attrs.map((a) => `${a.name}=${a.value}`)].some((s) => s.toLowerCase().includes(wanted));
  const shown = (logs.data?.items ?? []).filter(fits);
  const box = useRef<HTMLDivElement>(null);
  const newest = shown.at(-1)?.seq;
  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [follow, newest]);
  return (
    <AdminPage title={w.admin.logs} lead={w.admin.logsLead}>
      <div className={css.tools}>
        <Select label={w.admin.logsLevel} data={Object.entries(w.admin.logsLevels).map(([value, label]) => ({ value, label }))} value={level} onChange={(v) => setLevel(v as Level)} />
        <TextInput label={w.admin.logsSearch} value={text} onChange={(e) => setText(e.currentTarget.value)} spellCheck={false} />
        <Checkbox size="xs" label={w.admin.logsFollow} checked={follow} onChange={(e) => setFollow(e.currentTarget.checked)} />
      </div>
      <Ready of={logs}>
        {() => (
          <Panel title={w.admin.logsLines} flush>
            {shown.length === 0 ? (
              <Empty title={w.admin.logsEmpty} text={w.admin.logsEmptyText} />
            ) : (
              <div ref={box} className={css.log} tabIndex={0} role="log" aria-live="off" aria-label={w.admin.logsLines}>
                {shown.map((l) => (
                  <Line key={l.seq} of={l} />
                ))}
              </div>
            )}
          </Panel>
        )}
      </Ready>
    </AdminPage>
  );
}

function Line({ of }: { of: LogLine }) {
  return (
    <div className={css.logLine}>
      <time dateTime={of.at}>{clock(of.at)}</time> <State tone={tones[of.level]}>{of.level}</State> <strong>{of.message}</strong>{" "}
      {of.attrs.map((a) => (
        <span key={a.name} className={css.attr}>
          <span className={css.soft}>{a.name}=</span>
          {a.value}{" "}
        </span>
      ))}
    </div>
  );
}
