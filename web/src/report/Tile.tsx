import { useSortable } from "@dnd-kit/sortable";
import { ActionIcon, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { KeyboardEvent } from "react";
import { CrossIcon, GripIcon } from "../base/icons";
import { partiesQuery } from "../federation/queries";
import { lookup, w } from "../words";
import { move } from "./board";
import { Content } from "./PanelView";
import type { Panel } from "./queries";
import css from "./report.module.css";

interface Props {
  of: Panel;
  place: number;
  last: number;
  arranging: boolean;
  change: (to: (panels: Panel[]) => Panel[]) => void;
  say: (text: string) => void;
}

const steps: Record<string, number> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
const timed = (kind: string) => !["types", "origins", "markings", "ageing", "peers", "agreements", "newest"].includes(kind);

/** Tile is one panel of the dashboard with what arranges it. */
export function Tile({ of, place, last, arranging, change, say }: Props) {
  const name = lookup(w.dashboard.kinds, of.kind);
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({ id: of.id });
  const by = (e: KeyboardEvent) => {
    const to = e.key === "Home" ? 0 : e.key === "End" ? last : place + (steps[e.key] ?? 0);
    if (to === place || to < 0 || to > last) return;
    e.preventDefault();
    change((all) => move(all, place, to));
    say(w.dashboard.moved(name, to + 1, last + 1));
  };
  const when = timed(of.kind) ? w.dashboard.dayCount(of.days) : w.dashboard.now;
  return (
    <section
      ref={setNodeRef}
      className={css.tile}
      data-width={of.width}
      data-dragging={isDragging || undefined}
      aria-label={w.dashboard.of(name, when, of.party ?? "")}
      style={transform ? { transform: `translate(${Math.round(transform.x)}px, ${Math.round(transform.y)}px)`, transition } : undefined}
    >
      <header className={css.tileHead}>
        {arranging && (
          <button ref={setActivatorNodeRef} type="button" className={css.grip} {...attributes} {...listeners} aria-roledescription={undefined} aria-label={w.dashboard.handle(name)} onKeyDown={by}>
            <GripIcon />
          </button>
        )}
        <h2>{name}</h2>
        <span className={css.soft}>{of.party ? `${of.party} · ${when}` : when}</span>
        {arranging && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={w.dashboard.remove(name)}
            onClick={() => {
              change((all) => all.filter((p) => p.id !== of.id));
              say(w.dashboard.removed(name));
            }}
          >
            <CrossIcon size={15} />
          </ActionIcon>
        )}
      </header>
      {arranging && <Settings of={of} name={name} change={change} />}
      <div className={css.content}>
        <Content of={of} />
      </div>
    </section>
  );
}

function Settings({ of, name, change }: { of: Panel; name: string; change: Props["change"] }) {
  const parties = useQuery(partiesQuery);
  const codes = (parties.data?.items ?? []).filter((p) => !p.self).map((p) => p.code);
  const set = (to: Partial<Panel>) => change((all) => all.map((p) => (p.id === of.id ? { ...p, ...to } : p)));
  return (
    <div className={css.settings} role="group" aria-label={w.dashboard.settings(name)}>
      <NativeSelect size="xs" label={w.dashboard.width} value={String(of.width)} onChange={(e) => set({ width: Number(e.currentTarget.value) })} data={Object.entries(w.dashboard.widths).map(([value, label]) => ({ value, label }))} />
      {timed(of.kind) && (
        <NativeSelect
          size="xs"
          label={w.dashboard.days}
          value={String(of.days)}
          onChange={(e) => set({ days: Number(e.currentTarget.value) as Panel["days"] })}
          data={[7, 30, 90, 365].map((n) => ({ value: String(n), label: w.dashboard.dayCount(n) }))}
        />
      )}
      <NativeSelect
        size="xs"
        label={w.dashboard.party}
        value={of.party ?? ""}
        onChange={(e) => {
          const party = e.currentTarget.value;
          change((all) =>
            all.map((p) => {
              if (p.id !== of.id) return p;
              const { party: _, ...rest } = p;
              return party === "" ? rest : { ...rest, party };
            }),
          );
        }}
        data={[{ value: "", label: w.dashboard.anyParty }, ...[...new Set([...codes, ...(of.party ? [of.party] : [])])].map((c) => ({ value: c, label: c }))]}
      />
    </div>
  );
}
