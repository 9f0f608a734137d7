import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api, take } from "../base/api";
import { Confirm } from "../base/Confirm";
import { useMay } from "../base/session";
import { w } from "../words";
import css from "./expert.module.css";
import type { Expert } from "./queries";

type Act = "attest" | "withdraw" | "readmit";

/** Acts are what can be done with a profile as it was seen: its version goes with each act. */
export function Acts({ of }: { of: Expert }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const manage = useMay("expert.manage");
  const attest = useMay("expert.attest");
  const path = { id: of.id };
  const run = useMutation({
    mutationFn: (act: Act) => {
      const body = { version: of.version };
      if (act === "attest") return take(api.POST("/experts/{id}/attest", { params: { path }, body }));
      if (act === "withdraw") return take(api.POST("/experts/{id}/withdraw", { params: { path }, body }));
      return take(api.POST("/experts/{id}/readmit", { params: { path }, body }));
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["expert"] }),
  });
  const remove = useMutation({
    mutationFn: (_: string) => take(api.DELETE("/experts/{id}", { params: { path } })),
    onSuccess: async () => {
      await navigate({ to: "/experts" });
      await client.invalidateQueries({ queryKey: ["expert"] });
    },
  });
  const name = of.profile.name;
  const turn: Act = of.state === "active" ? "withdraw" : "readmit";
  return (
    <div className={css.ask}>
      {attest && !of.attested && <Confirm open={w.expert.ask.attest.open} title={w.expert.ask.attest.title(name)} text={w.expert.ask.attest.text} go={w.expert.ask.attest.do} act={run} args={"attest" as Act} />}
      {manage && <Confirm open={w.expert.ask[turn].open} title={w.expert.ask[turn].title(name)} text={w.expert.ask[turn].text} go={w.expert.ask[turn].do} act={run} args={turn} />}
      {manage && <Confirm open={w.expert.ask.remove.open} title={w.expert.ask.remove.title(name)} text={w.expert.ask.remove.text} go={w.expert.ask.remove.do} act={remove} args={"remove"} grave type={{ label: w.expert.ask.type(name), word: name }} />}
    </div>
  );
}
