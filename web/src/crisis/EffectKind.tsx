import { NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { listQuery } from "../assist/queries";
import { useMay } from "../base/session";
import { exercisesQuery } from "../exercise/queries";
import { partiesQuery } from "../federation/queries";
import { titleOf } from "../template/deed";
import { deedsQuery } from "../template/queries";
import { w } from "../words";
import type { Effect } from "./queries";

type Fields = { of: Effect; set: (e: Effect) => void };

/** ceilings are the markings up to which a decision can let things go; red is for people. */
const ceilings = ["clear", "green", "amber", "amber+strict"];

/** begun is an effect of a kind with nothing chosen yet but what is usual. */
export function begun(kind: string): Effect {
  return { kind, about: "", value: kind === "alert-level" ? "high" : kind === "release-ceiling" ? "amber" : "" };
}

/** ends tells whether an effect of a kind ends: never, if it is said when, or only when it is said when. */
export function ends(kind: string): "never" | "may" | "must" {
  return kind === "template-generation" || kind === "exercise" ? "never" : kind === "release-ceiling" ? "must" : "may";
}

/** KindFields say what an effect of a known kind is done to, and what is done. */
export function KindFields(props: Fields) {
  switch (props.of.kind) {
    case "alert-level":
      return <AlertFields {...props} />;
    case "release-ceiling":
      return <CeilingFields {...props} />;
    case "template-generation":
      return <GenerationFields {...props} />;
    case "assistance":
      return <MissionFields {...props} />;
    case "exercise":
      return <ExerciseFields {...props} />;
  }
  return <OtherFields {...props} />;
}

function PartyField({ of: e, set, label, all }: Fields & { label: string; all: string }) {
  const parties = useQuery(partiesQuery);
  return <NativeSelect label={label} value={e.about} onChange={(x) => set({ ...e, about: x.currentTarget.value })} data={[{ value: "", label: all }, ...(parties.data?.items ?? []).map((p) => ({ value: p.code, label: p.code }))]} />;
}

function AlertFields({ of: e, set }: Fields) {
  const f = w.crisis.form;
  return (
    <>
      <PartyField of={e} set={set} label={f.party} all={w.crisis.alliance} />
      <NativeSelect label={f.alert} value={e.value} onChange={(x) => set({ ...e, value: x.currentTarget.value })} data={Object.entries(w.crisis.alert).map(([v, label]) => ({ value: v, label }))} />
    </>
  );
}

function CeilingFields({ of: e, set }: Fields) {
  const m = w.crisis.measures;
  return (
    <>
      <PartyField of={e} set={set} label={m.giver} all={m.everybody} />
      <NativeSelect label={m.ceiling} value={e.value} onChange={(x) => set({ ...e, value: x.currentTarget.value })} data={ceilings.map((v) => ({ value: v, label: `TLP:${v.toUpperCase()}` }))} />
    </>
  );
}

function GenerationFields({ of: e, set }: Fields) {
  const deeds = useQuery({ ...deedsQuery, enabled: useMay("agreement.read") });
  const open = (deeds.data?.items ?? []).filter((d) => d.state === "circulated");
  const choose = (id: string) => set({ ...e, about: id, value: open.find((d) => d.id === id)?.of ?? "" });
  return (
    <NativeSelect
      label={w.crisis.form.deed}
      value={e.about}
      onChange={(x) => choose(x.currentTarget.value)}
      data={[{ value: "", label: open.length === 0 ? w.crisis.form.noDeed : w.assist.choose }, ...open.map((d) => ({ value: d.id, label: `${titleOf(d.generation)}, ${w.agreement.generation(d.generation.number)}, ${d.body}` }))]}
    />
  );
}

function MissionFields({ of: e, set }: Fields) {
  const requests = useQuery({ ...listQuery, enabled: useMay("assist.read") });
  const open = (requests.data?.items ?? []).filter((r) => !["withdrawn", "closed", "reported"].includes(r.state));
  return (
    <NativeSelect
      label={w.crisis.form.request}
      value={e.about}
      onChange={(x) => set({ ...e, about: x.currentTarget.value })}
      data={[{ value: "", label: open.length === 0 ? w.crisis.form.noRequest : w.assist.choose }, ...open.map((r) => ({ value: r.id, label: `${r.title || r.id}, ${r.owner}` }))]}
    />
  );
}

function ExerciseFields({ of: e, set }: Fields) {
  const exercises = useQuery(exercisesQuery);
  const open = (exercises.data?.items ?? []).filter((x) => ["invited", "accepted", "opening", "open"].includes(x.state));
  return (
    <NativeSelect
      label={w.crisis.form.exercise}
      value={e.about}
      onChange={(x) => set({ ...e, about: x.currentTarget.value })}
      data={[{ value: "", label: open.length === 0 ? w.crisis.form.noExercise : w.assist.choose }, ...open.map((x) => ({ value: x.id, label: `${x.name}, ${x.director}` }))]}
    />
  );
}

function OtherFields({ of: e, set }: Fields) {
  const f = w.crisis.form;
  return (
    <>
      <TextInput label={f.about} maxLength={300} value={e.about} onChange={(x) => set({ ...e, about: x.currentTarget.value })} />
      <TextInput label={f.value} maxLength={300} value={e.value} onChange={(x) => set({ ...e, value: x.currentTarget.value })} />
    </>
  );
}
