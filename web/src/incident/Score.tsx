import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { Failure } from "../base/states";
import { lookup, w } from "../words";
import { bodyOf, quiet, SayingFields, type Saying } from "./Fields";
import css from "./incident.module.css";
import { useAct, type Room, type Terms } from "./queries";
import { valueOf } from "./standing";

/** ScoreButton weighs the eight factors of NCISS, shows every step, and judges by the result. */
export function ScoreButton({ of, terms }: { of: Room; terms: Terms }) {
  const [answers, setAnswers] = useState<Record<string, string>>({});
  const [saying, setSaying] = useState<Saying>(quiet);
  const left = terms.factors.filter((f) => !answers[f.code]).length;
  const score = useQuery({ queryKey: ["incident", "score", answers], queryFn: ({ signal }) => take(api.POST("/incidents/score", { body: { answers }, signal })), enabled: left === 0, staleTime: Infinity });
  const run = useAct((_: undefined) => take(api.POST("/incidents/{id}/judgements", { params: { path: { id: of.id } }, body: { ...bodyOf(saying), scheme: "us-nciss", value: score.data?.level ?? "", answers } })));
  const j = w.incident.judge;
  const points = (factor: string) => score.data?.parts.find((p) => p.factor === factor);
  return (
    <Confirm open={j.score} title={j.scoreTitle} text={j.scoreText} go={j.scoreDo} act={run} args={undefined} disabled={left > 0 || !score.data} onDone={() => setAnswers({})}>
      {terms.factors.map((f) => {
        const part = points(f.code);
        return (
          <Select
            key={f.code}
            label={lookup(w.terms.factor, f.code)}
            {...(part && left === 0 && { description: j.points(part.points, part.weight) })}
            placeholder={j.choose}
            data={f.options.map((o) => ({ value: o.code, label: lookup(w.terms.option, `${f.code}/${o.code}`) }))}
            value={answers[f.code] ?? null}
            onChange={(v) => v && setAnswers({ ...answers, [f.code]: v })}
          />
        );
      })}
      {score.error && <Failure of={score.error} />}
      <div role="status">
        {left > 0 ? (
          <p>{j.rest(left)}</p>
        ) : (
          score.data && (
            <>
              <p className={css.soft}>{j.sum(score.data.sum, score.data.least, score.data.most, score.data.points)}</p>
              <p className={css.strong}>{j.level(score.data.points, valueOf("us-nciss", score.data.level))}</p>
            </>
          )
        )}
      </div>
      <SayingFields of={of} value={saying} set={setSaying} />
    </Confirm>
  );
}
