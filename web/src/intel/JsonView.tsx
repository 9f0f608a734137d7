import { CopyButton, Button, SegmentedControl } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { Panel, State } from "../base/page";
import { w } from "../words";
import { canonical, sha256 } from "./canonical";
import css from "./object.module.css";

/** JsonView shows the object as stored, and computes its digest anew in this browser. */
export function JsonView({ stix, digest }: { stix: unknown; digest: string }) {
  const exact = useMemo(() => canonical(stix), [stix]);
  const [laid, setLaid] = useState(true);
  const [own, setOwn] = useState<string | null>(null);
  useEffect(() => {
    let here = true;
    void sha256(exact).then((d) => here && setOwn(d));
    return () => {
      here = false;
    };
  }, [exact]);
  const agrees = own !== null && digest.endsWith(own);
  return (
    <Panel
      title={w.intel.json}
      lead={w.intel.jsonLead}
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label={w.intel.json}
            value={laid ? "laid" : "exact"}
            onChange={(v) => setLaid(v === "laid")}
            data={[
              { value: "laid", label: w.intel.jsonWrap },
              { value: "exact", label: w.intel.jsonExact },
            ]}
          />
          <CopyButton value={exact}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? w.state.copied : w.state.copy}
              </Button>
            )}
          </CopyButton>
        </>
      }
    >
      <p className={css.digest}>
        <code>{digest}</code> {own !== null && (agrees ? <State tone="good">{w.intel.digestAgrees}</State> : <State tone="bad">{w.intel.digestDiffers}</State>)}
      </p>
      <pre className={css.json} data-exact={!laid || undefined} tabIndex={0} aria-label={w.intel.json}>
        {laid ? JSON.stringify(stix, null, 2) : exact}
      </pre>
    </Panel>
  );
}
