import { Button, Checkbox } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, take } from "../base/api";
import { Failure, Ready } from "../base/states";
import { typeName } from "../intel/filter";
import { w } from "../words";
import css from "./form.module.css";
import { propertiesQuery, type Ask, type Property } from "./queries";

/** Redact lets a person leave properties out: it makes copies without them, and hands over what is to be released instead. */
export function Redact({ select, onCopied }: { select: Ask["select"]; onCopied: (ids: string[], copied: number) => void }) {
  const [ticked, setTicked] = useState<Property[]>([]);
  const query = useQuery(propertiesQuery(select));
  const copy = useMutation({
    mutationFn: () => take(api.POST("/intel/redactions", { body: { select, omit: ticked.map(({ type, name }) => ({ type, name })) } })),
    onSuccess: (made) => onCopied(made.ids, made.copied),
  });
  const toggle = (p: Property) => setTicked(ticked.includes(p) ? ticked.filter((t) => t !== p) : [...ticked, p]);
  return (
    <fieldset className={css.set}>
      <legend>{w.redact.title}</legend>
      <p className={css.soft}>{w.redact.lead}</p>
      <Ready of={query}>
        {(data) => {
          if (data.items.length === 0) return <p>{w.redact.nothing}</p>;
          const types = [...new Set(data.items.map((p) => p.type))];
          return (
            <div className={css.properties}>
              {types.map((type) => (
                <div key={type} role="group" aria-label={typeName(type)}>
                  <h3>{typeName(type)}</h3>
                  {data.items
                    .filter((p) => p.type === type)
                    .map((p) => (
                      <Checkbox key={p.name} size="xs" checked={ticked.includes(p)} onChange={() => toggle(p)} label={<code>{p.name}</code>} description={w.intel.objects(p.objects)} />
                    ))}
                </div>
              ))}
            </div>
          );
        }}
      </Ready>
      {copy.error && <Failure of={copy.error} />}
      <div className={css.buttons}>
        <Button variant="default" disabled={ticked.length === 0} loading={copy.isPending} onClick={() => copy.mutate()}>
          {w.redact.do}
        </Button>
      </div>
    </fieldset>
  );
}
