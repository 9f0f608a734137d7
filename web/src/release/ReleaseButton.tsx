import { Button, Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import { useOffer } from "../base/palette/acts";
import { breaks } from "../theme/tokens";
import { w } from "../words";
import type { Ask } from "./queries";
import { ReleaseForm } from "./ReleaseForm";

/** ReleaseButton opens the way out. refused names the act that the person may not do; the button then says so. */
export function ReleaseButton({ select, what, refused }: { select: Ask["select"]; what: string; refused: string | undefined }) {
  const [opened, setOpened] = useState(false);
  const narrow = useMediaQuery(`(max-width: ${breaks.narrow}px)`);
  useOffer(w.release.titleOf(what), refused ? null : () => setOpened(true));
  if (refused) {
    return (
      <Button data-disabled aria-disabled title={w.state.notPermitted(refused)} onClick={(e) => e.preventDefault()}>
        {w.release.open}
      </Button>
    );
  }
  return (
    <>
      <Button onClick={() => setOpened(true)}>{w.release.open}</Button>
      <Modal opened={opened} onClose={() => setOpened(false)} title={w.release.titleOf(what)} size="xl" fullScreen={narrow ?? false} closeButtonProps={{ "aria-label": w.state.close }}>
        <ReleaseForm select={select} close={() => setOpened(false)} />
      </Modal>
    </>
  );
}
