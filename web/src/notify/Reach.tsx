import { Button, Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { Panel, State } from "../base/page";
import { w } from "../words";
import css from "./notify.module.css";
import type { Own, Settings } from "./queries";

/** Reach is where the person is reached, in which language, and when not. */
export function Reach({ of, own, change }: { of: Settings; own: Own; change: (by: Partial<Settings>) => void }) {
  return (
    <Panel title={w.notify.reach}>
      <div className={css.form}>
        <TextInput type="email" label={w.notify.mail} description={own.mailed ? undefined : w.notify.noMail} value={of.mail} onChange={(e) => change({ mail: e.currentTarget.value.trim() })} />
        <TextInput type="url" label={w.notify.webhook} description={w.notify.webhookText} value={of.webhook} onChange={(e) => change({ webhook: e.currentTarget.value.trim() })} />
        <Select label={w.notify.language} data={[{ value: "en", label: "English" }, { value: "fr", label: "Français" }, { value: "cs", label: "Čeština" }]} value={of.language} onChange={(v) => change({ language: (v ?? "en") as Settings["language"] })} allowDeselect={false} />
        <TextInput label={w.notify.zone} value={of.zone} onChange={(e) => change({ zone: e.currentTarget.value.trim() })} />
        <div className={css.pair}>
          <TextInput type="time" label={w.notify.quietFrom} value={of.quiet_from} onChange={(e) => change({ quiet_from: e.currentTarget.value })} />
          <TextInput type="time" label={w.notify.quietTo} value={of.quiet_to} onChange={(e) => change({ quiet_to: e.currentTarget.value })} />
        </div>
        <div className={css.pair}>
          <TextInput type="time" label={w.notify.digestAt} value={of.digest_at} onChange={(e) => change({ digest_at: e.currentTarget.value })} />
          <Select label={w.notify.digestDay} data={w.notify.days.map((d, i) => ({ value: String(i + 1), label: d }))} value={String(of.digest_day)} onChange={(v) => change({ digest_day: Number(v ?? 1) })} allowDeselect={false} />
        </div>
        <Textarea label={w.notify.key} description={w.notify.keyText} autosize minRows={2} maxRows={6} value={of.key} onChange={(e) => change({ key: e.currentTarget.value })} />
        {own.fingerprint && <State tone={own.expired ? "bad" : "good"}>{own.expired ? w.notify.keyExpired : w.notify.keyGood(own.fingerprint.slice(-16))}</State>}
        <Checkbox label={w.notify.onlyEncrypted} checked={of.only_encrypted} onChange={(e) => change({ only_encrypted: e.currentTarget.checked })} />
        <Permit />
      </div>
    </Panel>
  );
}

/** Permit asks the browser to show what happens also when the console is not in front. */
function Permit() {
  const [state, setState] = useState(() => ("Notification" in window ? Notification.permission : "denied"));
  if (state !== "default") return null;
  return (
    <Button variant="default" onClick={() => void Notification.requestPermission().then(setState)}>
      {w.notify.permit}
    </Button>
  );
}
