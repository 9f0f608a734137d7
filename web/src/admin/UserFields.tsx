import { Checkbox, Select, TextInput } from "@mantine/core";
import { lookup, w } from "../words";
import css from "./admin.module.css";
import type { Role, RoleName } from "./queries";
import { ceilings } from "./standing";

/** Rights are what an administrator decides of a user. */
export interface Rights {
  display: string;
  roles: RoleName[];
  ceiling: string;
}

/** UserFields edits them; a machine's role excludes every other. */
export function UserFields({ of, set, known, tried, fixed }: { of: Rights; set: (r: Rights) => void; known: Role[]; tried: boolean; fixed?: boolean }) {
  const machines = known.filter((r) => r.machine).map((r) => r.role);
  const choose = (names: string[]) => {
    const added = names.find((n) => !of.roles.includes(n as RoleName)) as RoleName | undefined;
    const roles = added && machines.includes(added) ? [added] : (names as RoleName[]).filter((n) => added === undefined || !machines.includes(n));
    set({ ...of, roles, ceiling: roles.includes("consumer") && of.ceiling === "" ? "green" : of.ceiling });
  };
  return (
    <>
      <TextInput label={w.admin.display} value={of.display} maxLength={200} onChange={(e) => set({ ...of, display: e.currentTarget.value })} />
      {!fixed && (
        <>
          <Checkbox.Group label={w.admin.roles} value={of.roles} onChange={choose} error={tried && of.roles.length === 0 ? w.admin.rolesNeed : undefined}>
            <div className={css.form} role="presentation">
              {known.map((r) => (
                <Checkbox key={r.role} size="xs" classNames={{ description: css.choice }} value={r.role} label={r.role} description={lookup(w.admin.role, r.role)} />
              ))}
            </div>
          </Checkbox.Group>
          <Select
            label={w.admin.ceiling}
            description={w.admin.ceilingHint}
            data={[{ value: "", label: w.admin.ceilingAll }, ...ceilings.map((c) => ({ value: c, label: "TLP:" + c.toUpperCase() }))]}
            value={of.ceiling}
            onChange={(v) => set({ ...of, ceiling: v ?? "" })}
          />
        </>
      )}
    </>
  );
}
