import { Button, Checkbox, MultiSelect, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { languageOptions } from "../expert/languages";
import { Levelled } from "../expert/Levels";
import { lookup, w } from "../words";
import css from "./assist.module.css";
import { fieldId, useCodes, type Writing } from "./fields";
import type { Role } from "./queries";
import { languageText, skillText } from "./reason";
import { levelsOf, needsOf, seat } from "./request";
import { useTerms } from "./terms";

/** Roles asks for the seats to be filled: one line is enough, the rest is there for who wants it exactly. */
export function Roles({ of, set, closed, missing }: Writing) {
  const roles = of.roles ?? [];
  const put = (i: number, r: Role) => set({ roles: roles.map((x, j) => (j === i ? r : x)) });
  return (
    <div className={css.form} id={fieldId("roles")} tabIndex={-1}>
      {missing.includes("roles") && <p className={css.soft}>{w.assist.role.none}</p>}
      {roles.map((r, i) => (
        <OneRole key={r.id} of={r} n={i + 1} closed={closed} set={(x) => put(i, x)} drop={roles.length > 1 ? () => set({ roles: roles.filter((_, j) => j !== i) }) : undefined} />
      ))}
      {!closed && (
        <div>
          <Button variant="default" onClick={() => set({ roles: [...roles, seat(roles, of.mode)] })}>
            {w.assist.role.add}
          </Button>
        </div>
      )}
    </div>
  );
}

function OneRole({ of, n, closed, set, drop }: { of: Role; n: number; closed: boolean; set: (r: Role) => void; drop: (() => void) | undefined }) {
  const terms = useTerms();
  const parties = useCodes();
  const a = w.assist.role;
  const common = { disabled: closed, size: "xs" } as const;
  return (
    <fieldset className={css.piece}>
      <legend>{a.title(n)}</legend>
      <div className={css.grid}>
        <NumberInput {...common} label={a.count} min={1} max={50} value={of.count} onChange={(v) => set({ ...of, count: Math.max(1, Number(v) || 1) })} />
        <NativeSelect {...common} label={a.service} value={of.service ?? ""} onChange={(e) => set({ ...of, service: e.currentTarget.value })} data={[{ value: "", label: a.any }, ...terms.options("services")]} />
        <TextInput {...common} label={a.name} maxLength={200} value={of.title ?? ""} onChange={(e) => set({ ...of, title: e.currentTarget.value })} />
        <NativeSelect {...common} label={a.clearance} value={of.clearance ?? ""} onChange={(e) => set({ ...of, clearance: (e.currentTarget.value || undefined) as NonNullable<Role["clearance"]> })} data={[{ value: "", label: a.noClearance }, ...terms.options("clearances")]} />
        <Checkbox size="xs" mt="lg" label={a.remote} disabled={closed} checked={of.remote ?? false} onChange={(e) => set({ ...of, remote: e.currentTarget.checked })} />
      </div>
      <Levelled title={a.skills} what={w.expert.skill} list={terms.options("skills")} levels={w.expert.levels} of={levelsOf(of.skills)} set={(all) => set({ ...of, skills: needsOf(all) })} disabled={closed} />
      <Levelled title={a.languages} what={a.language} list={languageOptions()} levels={w.expert.languageLevels} of={levelsOf(of.languages)} set={(all) => set({ ...of, languages: needsOf(all) })} disabled={closed} />
      <details>
        <summary>{a.more}</summary>
        <div className={css.grid}>
          <NativeSelect {...common} label={a.profile} value={of.profile ?? ""} onChange={(e) => set({ ...of, profile: e.currentTarget.value })} data={[{ value: "", label: a.any }, ...terms.options("roles")]} />
          <TextInput {...common} label={a.seniority} maxLength={100} value={of.seniority ?? ""} onChange={(e) => set({ ...of, seniority: e.currentTarget.value })} />
          <MultiSelect {...common} label={a.vendors} searchable data={terms.options("vendors")} value={of.vendors ?? []} onChange={(v) => set({ ...of, vendors: v })} />
          <MultiSelect {...common} label={a.allowed} data={parties} value={of.allowed ?? []} onChange={(v) => set({ ...of, allowed: v })} />
          <MultiSelect {...common} label={a.barred} data={parties} value={of.barred ?? []} onChange={(v) => set({ ...of, barred: v })} />
          <NumberInput {...common} label={a.weight} min={0} max={10} value={of.weight ?? 0} onChange={(v) => set({ ...of, weight: Number(v) || 0 })} />
        </div>
      </details>
      {drop && !closed && (
        <div>
          <Button size="xs" variant="default" onClick={drop}>
            {a.drop(n)}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

/** useRoleText gives what says in one line what a role asks for. */
export function useRoleText(): (r: Role) => string {
  const terms = useTerms();
  return (r) =>
    [
      r.title,
      r.service && terms.name("services", r.service),
      r.profile && terms.name("roles", r.profile),
      r.seniority,
      ...(r.skills ?? []).map((n) => w.assist.role.atLeast(skillText(terms, n.code, n.min))),
      ...(r.languages ?? []).map((n) => w.assist.role.atLeast(languageText(n.code, n.min))),
      ...(r.vendors ?? []).map((v) => terms.name("vendors", v)),
      r.clearance && terms.name("clearances", r.clearance),
      r.remote ? lookup(w.assist.mode, "remote") : lookup(w.assist.mode, "onsite"),
      (r.allowed ?? []).length > 0 && `${w.assist.role.allowed} ${(r.allowed ?? []).join(", ")}`,
      (r.barred ?? []).length > 0 && `${w.assist.role.barred} ${(r.barred ?? []).join(", ")}`,
    ]
      .filter(Boolean)
      .join(", ");
}
