import { Button, NumberInput, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Code, State, type Tone } from "../base/page";
import { useMay } from "../base/session";
import { Failure, Ready } from "../base/states";
import { When } from "../base/time";
import { lookup, w } from "../words";
import { exerciseTime, readTime, stamp } from "./clock";
import css from "./conduct.module.css";
import { clockQuery, useDo, type Clock } from "./queries";

/** useExerciseTime counts the exercise's time on the page, corrected by how far the node's clock is from this machine's. */
export function useExerciseTime(of: Clock): number {
  const [offset, setOffset] = useState(() => Date.parse(of.now) - Date.now());
  const [time, setTime] = useState(of.time_ms);
  useEffect(() => setOffset(Date.parse(of.now) - Date.now()), [of.now]);
  useEffect(() => {
    const count = () => setTime(exerciseTime(of.anchors, Date.now() + offset));
    count();
    if (of.phase !== "running") return undefined;
    const tick = window.setInterval(count, 250);
    return () => window.clearInterval(tick);
  }, [of, offset]);
  return time;
}

const tones: Record<Clock["phase"], Tone> = { waiting: "plain", running: "good", paused: "warn", ended: "plain" };

/** ClockFace shows the exercise's clock large, what is of the real world, and for controllers what can be done with both. */
export function ClockFace({ control }: { control?: boolean }) {
  const query = useQuery(clockQuery);
  return <Ready of={query}>{(clock) => <Face of={clock} control={control === true} />}</Ready>;
}

function Face({ of, control }: { of: Clock; control: boolean }) {
  const c = w.conduct.clock;
  const time = useExerciseTime(of);
  const may = useMay("exercise.conduct") && of.directs;
  return (
    <section className={css.face} aria-label={c.title} data-phase={of.phase}>
      {of.stops.map((s) => (
        <Stop key={s.id} of={s} may={may} />
      ))}
      <div className={css.dial}>
        <p className={css.time} role="timer" aria-label={c.title}>
          {stamp(time)}
        </p>
        <div className={css.under}>
          <State tone={tones[of.phase]}>{lookup(c.phase, of.phase)}</State>
          {of.rate !== 1000 && <span>{c.rate(of.rate / 1000)}</span>}
          <span>
            {c.conducts} <Code>{of.director}</Code>
          </span>
          {of.digest !== "" && <span className={css.soft}>{c.list(of.digest.slice(0, 12))}</span>}
        </div>
      </div>
      <div className={css.buttons}>
        {control && may && <Acts of={of} time={time} />}
        <RealWorld />
      </div>
    </section>
  );
}

function Acts({ of, time }: { of: Clock; time: number }) {
  const c = w.conduct.clock;
  const start = useDo((_: undefined) => take(api.POST("/exercise/clock/start", { body: {} })));
  const pause = useDo((_: undefined) => take(api.POST("/exercise/clock/pause", { body: {} })));
  const resume = useDo((_: undefined) => take(api.POST("/exercise/clock/resume", { body: {} })));
  const end = useDo((_: undefined) => take(api.POST("/exercise/clock/end", { body: {} })));
  const jump = useDo((to_ms: number) => take(api.POST("/exercise/clock/jump", { body: { to_ms } })));
  const speed = useDo((rate: number) => take(api.POST("/exercise/clock/speed", { body: { rate } })));
  const [to, setTo] = useState("");
  const [times, setTimes] = useState<number | string>(of.rate / 1000);
  const target = readTime(to);
  if (of.phase === "waiting") return <Confirm open={c.start} title={c.startTitle} text={c.startText} go={c.start} act={start} args={undefined} />;
  if (of.phase === "ended") return null;
  const failed = pause.error ?? resume.error ?? jump.error;
  return (
    <>
      {of.phase === "running" ? (
        <Button onClick={() => pause.mutate(undefined)} loading={pause.isPending}>
          {c.pause}
        </Button>
      ) : (
        <Button onClick={() => resume.mutate(undefined)} loading={resume.isPending}>
          {c.resume}
        </Button>
      )}
      <Button variant="default" onClick={() => jump.mutate(Math.floor(time) + 60_000)} loading={jump.isPending}>
        {c.minute}
      </Button>
      <Confirm open={c.jump} title={c.jumpTitle} text={c.jumpText(stamp(time))} go={c.jumpGo} act={jump} args={target ?? 0} disabled={target === null || target <= time} onDone={() => setTo("")}>
        <TextInput label={c.to} placeholder="1:30:00" data-autofocus value={to} onChange={(e) => setTo(e.currentTarget.value)} error={to !== "" && (target === null || target <= time) ? c.toWrong : undefined} />
      </Confirm>
      <Confirm open={c.speed} title={c.speedTitle} text={c.speedText} go={c.speedGo} act={speed} args={Math.round(Number(times) * 1000)} disabled={!(Number(times) >= 0.1 && Number(times) <= 60)}>
        <NumberInput label={c.times} min={0.1} max={60} step={0.5} decimalScale={1} data-autofocus value={times} onChange={setTimes} />
      </Confirm>
      <Confirm open={c.end} title={c.endTitle} text={c.endText} go={c.endGo} act={end} args={undefined} grave type={{ label: c.endType, word: "ENDEX" }} />
      {failed && <Failure of={failed} />}
    </>
  );
}

/** RealWorld says NO PLAY to everybody. */
function RealWorld() {
  const r = w.conduct.real;
  const [words, setWords] = useState("");
  const say = useDo((text: string) => take(api.POST("/exercise/real-world", { body: { text } })));
  return (
    <Confirm open={r.open} title={r.title} text={r.text} go={r.go} act={say} args={words.trim()} disabled={words.trim() === ""} grave onDone={() => setWords("")}>
      <Textarea label={r.words} autosize minRows={2} maxLength={4000} data-autofocus value={words} onChange={(e) => setWords(e.currentTarget.value)} />
    </Confirm>
  );
}

function Stop({ of, may }: { of: Clock["stops"][number]; may: boolean }) {
  const r = w.conduct.real;
  const over = useDo((id: string) => take(api.POST("/exercise/real-world/{id}/over", { params: { path: { id } } })));
  return (
    <div className={css.stop} role="alert">
      <p className={css.stopWord}>NO PLAY / REAL WORLD</p>
      <p className={css.text}>{of.text}</p>
      <p>
        {of.by} (<Code>{of.party}</Code>), <When at={of.at} />
      </p>
      {may && (
        <Button variant="default" onClick={() => over.mutate(of.id)} loading={over.isPending}>
          {r.over}
        </Button>
      )}
      {over.error && <Failure of={over.error} />}
    </div>
  );
}
