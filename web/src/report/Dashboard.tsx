import { DndContext, KeyboardSensor, PointerSensor, closestCenter, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { SortableContext, rectSortingStrategy } from "@dnd-kit/sortable";
import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useKeys } from "../base/keys";
import { Page } from "../base/page";
import { useMay } from "../base/session";
import { Empty, Failure, Ready } from "../base/states";
import { lookup, w } from "../words";
import { move, useBoard, withNew } from "./board";
import { boardQuery, type Kind } from "./queries";
import css from "./report.module.css";
import { Tile } from "./Tile";

const most = 30;

/** Dashboard is the person's own arrangement of panels, all of them live. */
export function Dashboard() {
  const query = useQuery(boardQuery);
  const board = useBoard();
  const mine = useMay("report.make"); // who only reads by a token arranges nothing
  const [arranging, setArranging] = useState(false);
  const [said, say] = useState("");
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor, { keyboardCodes: { start: [], cancel: ["Escape"], end: [] } }));
  const undo = () => {
    if (board.canUndo && board.undo()) say(w.dashboard.undone);
  };
  useKeys({ u: undo });
  const dropped = (e: DragEndEvent) => {
    const to = e.over?.id;
    if (to === undefined || to === e.active.id) return;
    board.change((all) =>
      move(
        all,
        all.findIndex((p) => p.id === e.active.id),
        all.findIndex((p) => p.id === to),
      ),
    );
  };
  return (
    <Page
      title={w.dashboard.title}
      lead={w.dashboard.lead}
      actions={
        mine && (
          <>
            {arranging && (
              <>
                <AddMenu
                  full={(query.data?.panels?.length ?? 0) >= most}
                  add={(kind) => {
                    board.change((all) => withNew(all, kind));
                    say(w.dashboard.added(lookup(w.dashboard.kinds, kind)));
                  }}
                />
                <Button variant="default" onClick={undo} disabled={!board.canUndo} aria-keyshortcuts="u">
                  {w.dashboard.undo}
                </Button>
              </>
            )}
            <Button variant={arranging ? "filled" : "default"} aria-pressed={arranging} onClick={() => setArranging(!arranging)}>
              {arranging ? w.dashboard.arranged : w.dashboard.arrange}
            </Button>
          </>
        )
      }
    >
      {arranging && <p className={css.hint}>{w.dashboard.arrangeHelp}</p>}
      {board.conflict ? <p className={css.warn}>{w.dashboard.conflict}</p> : board.failure !== null && <Failure of={board.failure} />}
      <p className="unseen" role="status">
        {said}
      </p>
      <Ready of={query}>
        {(data) => {
          const panels = data.panels ?? [];
          if (panels.length === 0) return <Empty title={w.dashboard.empty} text={w.dashboard.emptyText} />;
          return (
            <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={dropped} accessibility={{ screenReaderInstructions: { draggable: w.dashboard.drag }, announcements: quiet }}>
              <SortableContext items={panels.map((p) => p.id)} strategy={rectSortingStrategy} disabled={!arranging}>
                <div className={css.board}>
                  {panels.map((p, i) => (
                    <Tile key={p.id} of={p} place={i} last={panels.length - 1} arranging={arranging} change={board.change} say={say} />
                  ))}
                </div>
              </SortableContext>
            </DndContext>
          );
        }}
      </Ready>
    </Page>
  );
}

// What is dragged by hand is seen; what is moved by key is told by the page's own status.
const quiet = { onDragStart: () => undefined, onDragOver: () => undefined, onDragEnd: () => undefined, onDragCancel: () => undefined };

function AddMenu({ add, full }: { add: (kind: Kind) => void; full: boolean }) {
  return (
    <Menu>
      <Menu.Target>
        <Button disabled={full} title={full ? w.dashboard.full : undefined}>
          {w.dashboard.add}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {Object.entries(w.dashboard.kinds).map(([kind, name]) => (
          <Menu.Item key={kind} onClick={() => add(kind as Kind)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
