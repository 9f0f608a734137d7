import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { Button } from "@mantine/core";
import { Panel } from "../base/page";
import { w } from "../words";
import type { ReleaseFull } from "./queries";

const few = 50;

/** ReleaseContents lists the objects of a release. */
export function ReleaseContents({ of }: { of: ReleaseFull }) {
  const [all, setAll] = useState(false);
  const seen = all ? of.ids : of.ids.slice(0, few);
  if (of.ids.length === 0) return null;
  return (
    <Panel title={w.release.contents}>
      <ul className="mono">
        {seen.map((id) => (
          <li key={id}>
            <Link to="/intel/$id" params={{ id }}>
              {id}
            </Link>
          </li>
        ))}
      </ul>
      {seen.length < of.ids.length && (
        <Button variant="subtle" onClick={() => setAll(true)}>
          {w.intel.showAll(of.ids.length)}
        </Button>
      )}
    </Panel>
  );
}
