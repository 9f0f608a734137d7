import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api, take } from "../base/api";
import { Code, State } from "../base/page";
import { Failure } from "../base/states";
import { w } from "../words";
import { say } from "../words/say";

/** Replay decides a release again as of its moment, and shows what comes out otherwise than it was stored. */
export function Replay({ id }: { id: string }) {
  const run = useMutation({ mutationFn: () => take(api.GET("/releases/{id}/replay", { params: { path: { id } } })) });
  const other = (run.data?.items ?? []).filter((x) => !x.same);
  return (
    <div>
      <Button size="xs" variant="default" loading={run.isPending} onClick={() => run.mutate()}>
        {w.release.replay.do}
      </Button>{" "}
      {run.error && <Failure of={run.error} />}
      {run.data && (
        <span role="status">
          <State tone={other.length === 0 ? "good" : "bad"}>{other.length === 0 ? w.release.replay.same(run.data.items.length) : w.release.replay.other(other.length)}</State>
        </span>
      )}
      <ul>
        {other.map((x, i) => (
          <li key={i}>
            <Code>{x.party}</Code> {x.stored.class.category}: {x.stored.reasons.map((r) => say(r.text, r.phrase)).join("; ")} → {x.again.reasons.map((r) => say(r.text, r.phrase)).join("; ")}
          </li>
        ))}
      </ul>
    </div>
  );
}
