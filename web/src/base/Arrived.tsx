import type { ReactNode } from "react";
import { Page } from "./page";
import { Ready, type Queried } from "./states";

/** Arrived is a page that is headed by a thing's own name. Until that is known, or when it cannot be, the page is headed by what kind of thing it is. */
export function Arrived<T>({ kind, of, children }: { kind: string; of: Queried<T>; children: (data: T) => ReactNode }) {
  if (of.data !== undefined) return <Ready of={of}>{children}</Ready>;
  return (
    <Page title={kind}>
      <Ready of={of}>{children}</Ready>
    </Page>
  );
}
