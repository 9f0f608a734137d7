import { Kbd, Modal } from "@mantine/core";
import { w } from "../../words";
import { useSession } from "../session";
import css from "./frame.module.css";
import { rooms } from "./rooms";

/** Help lists the shortcuts. */
export function Help({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const acts = useSession().user.acts as string[];
  const all: [string, string][] = [
    ["?", w.keys.help],
    ["Ctrl K", w.keys.palette],
    ["/", w.keys.search],
    ["j", w.keys.down],
    ["k", w.keys.up],
    ["Enter", w.keys.open],
    ...rooms(acts).map((r): [string, string] => [`g ${r.key}`, w.keys.go(r.name)]),
  ];
  return (
    <Modal opened={opened} onClose={onClose} title={w.keys.title} closeButtonProps={{ "aria-label": w.state.close }}>
      <p className={css.helpLead}>{w.keys.intro}</p>
      <dl className={css.help}>
        {all.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(" ").map((k) => (
                <Kbd key={k} size="xs">
                  {k}
                </Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
